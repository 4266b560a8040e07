import type { Notice } from '../../../services/backup/jobEvents';
import { AzureError } from '../../../services/backup/vaults';
import type { OutMessage } from '../../../services/notify/message';
import { ofType } from '../../support/cardParts';
import { CHANNEL, message, MessengerHarness, notice } from '../../support/messengerHarness';
import { aJob, aKey, at, tasksOf } from '../../support/samples';
import { TENANT } from '../../support/teamsActivities';

const ENDED = aJob({ state: 'completed', tasks: tasksOf('completed', 'completed') });

let harness: MessengerHarness;
beforeEach(async () => {
  harness = await MessengerHarness.start();
});
afterEach(() => harness.connector.stop());

function event(change: Partial<Notice>): Pick<OutMessage, 'content'> {
  return { content: { kind: 'event', notice: notice(change), night: null } };
}

describe('a message', () => {
  it('is one card with its toast, in the conversation, and costs no read of a job', async () => {
    expect(await harness.messenger().post(message())).toEqual({ activityId: 'sent-1' });

    const { sent, card } = harness.last();
    expect(sent).toMatchObject({ method: 'POST', conversationId: CHANNEL.id });
    expect(sent.activity.summary).toMatch(/^vm-01: snapshot done 02:08 JST/);
    expect(sent.activity.channelData).toMatchObject({ notification: { alert: true } });
    expect(ofType(card, 'mention')[0]).toMatchObject({ text: '<at>Tanaka</at>', mentioned: { id: '29:tanaka' } });
    expect(harness.called).toEqual([]);
  });

  it('speaks what the conversation is set to, whatever the one who asked spoke', async () => {
    const settings = { of: async () => ({ language: 'ja', timeZone: 'UTC' }) as const };
    await harness.messenger({ settings }).post(message());
    expect(harness.last().sent.activity.summary).toMatch(/^vm-01: スナップショット完了 17:08 UTC/);
  });

  it('without an alert makes no toast', async () => {
    await harness.messenger().post(message({ alert: false }));
    expect(JSON.stringify(harness.last().sent.activity)).not.toContain('notification');
  });

  it('is a reply in its thread', async () => {
    await harness.messenger().post(message({ thread: '17' }));
    expect(harness.last().sent.conversationId).toBe(`${CHANNEL.id};messageid=17`);
  });

  it('outside channels is no reply, since nothing else has threads', async () => {
    const conversation = { id: 'a:tanaka', isGroup: false, conversationType: 'personal', name: '' };
    const personal = harness.messenger({ referenceOf: async () => ({ ...harness.address, conversation }) });
    await personal.post(message({ to: { tenant: TENANT, conversation: 'a:tanaka' }, thread: '17' }));
    expect(harness.last().sent.conversationId).toBe('a:tanaka');
  });

  it('when its thread is no more, then it begins one itself, and its buttons find it there', async () => {
    harness.connector.failNext({ status: 404, code: 'ActivityNotFoundInConversation' });
    expect(await harness.messenger().post(message({ thread: '17' }))).toEqual({ activityId: 'sent-1' });
    expect(harness.last().sent.conversationId).toBe(CHANNEL.id);
    const { card } = ofType(harness.last().card, 'Action.Execute')[0]?.['data'] as { card: string };
    expect(harness.cards.find(card, { conversation: CHANNEL })?.to.conversation?.id).toBe(CHANNEL.id);
  });

  it('is found again by its buttons, also from the thread that it began', async () => {
    await harness.messenger().post(message());
    const [button] = ofType(harness.last().card, 'Action.Execute');
    const { card } = button?.['data'] as { card: string };
    const conversation = { ...CHANNEL, id: `${CHANNEL.id};messageid=sent-1` };
    expect(harness.cards.find(card, { conversation })?.activityId).toBe('sent-1');
    expect(harness.cards.find(card, { conversation: { ...conversation, id: 'a:other' } })).toBeNull();
  });

  it('is changed in place', async () => {
    await harness
      .messenger()
      .update(message({ content: { kind: 'card', notice: notice({ event: 'taskChanged' }) } }), 'm-9');
    expect(harness.last().sent).toMatchObject({ method: 'PUT', activityId: 'm-9' });
    expect(harness.last().text).toContain('SNAPSHOT DONE – copying to the vault');
    expect(harness.last().text).toContain('will not disturb this backup');
  });
});

describe('what it says', () => {
  it('when an older reading makes a live card, then it does not say that changes are free', async () => {
    const old = notice({ event: 'taskChanged', readMs: at(-31).getTime() });
    await harness.messenger().update(message({ content: { kind: 'card', notice: old } }), 'm-9');
    expect(harness.last().text).not.toContain('will not disturb');
    expect(harness.last().text).toContain('Treat as wait');
  });

  it('when the live card’s job was only seen in a list, then it says to wait', async () => {
    const seen = notice({ event: 'started', job: aJob() });
    await harness.messenger().post(message({ content: { kind: 'card', notice: seen } }));
    expect(harness.last().text).toContain('WAIT – the backup has started');
  });

  it('when the job ended, then it names the status, every task, the consistency and how it stands to those before', async () => {
    await harness.messenger().post(message({ ...event({ event: 'ended', job: ENDED }), late: true }));
    expect(harness.last().sent.activity.summary).toMatch(
      /^vm-01: Completed – Application-consistent.*\(ended .* JST, told .* JST\)$/,
    );
    for (const said of ['Take Snapshot', 'Transfer data to vault', 'the same as the 2 recovery points before it'])
      expect(harness.last().text).toContain(said);
  });

  it('when it only changes, then it is not told late once more', async () => {
    await harness.messenger().update(message({ ...event({ event: 'ended', job: ENDED }), late: true }), 'm-1');
    expect(harness.last().sent.activity.summary).not.toContain('told');
  });

  it('when recovery points cannot be read, then it is told without them and says so', async () => {
    harness.vaults.points = async () => {
      throw new AzureError({ kind: 'unavailable', status: 503 });
    };
    await harness.messenger().post(message(event({ event: 'ended', job: ENDED })));
    expect(harness.last().text).toContain('Recovery points could not be read');
  });

  it('when nothing about the VM is known, then a failure does not say that there is no recovery point', async () => {
    harness.vaults.known = () => null;
    harness.vaults.inventory = async () => harness.unanswered('inventory');
    await harness.messenger().post(message(event({ event: 'ended', job: aJob({ state: 'failed', tasks: [] }) })));
    expect(harness.last().sent.activity.summary).toContain('vm-01: Failed');
    expect(harness.last().text).not.toContain('There is no other recovery point');
  });

  it('a single failed VM is told in full, several as a list of those who may be seen', async () => {
    const first = notice({ event: 'ended', job: aJob({ state: 'failed', tasks: tasksOf('failed', 'notStarted') }) });
    const { jobKey, vault, itemId, vmName, vmResourceGroup, atMs } = first;
    const vm = { jobKey, vault, itemId, vmName, vmResourceGroup, atMs, recoveredMs: null, watches: [] };
    const night = { night: '2026-11-22', failed: 2, warnings: 0, again: 1, recovered: 0 };
    const group = { code: 'SomeCode', first, vms: [vm], more: 0 };
    await harness.messenger().post(message({ content: { kind: 'group', group, night } }));
    expect(harness.last().sent.activity.summary).toContain('Failed in Take Snapshot');
    expect(harness.last().text).toContain('Night of 22 Nov: 2 failed, 1 failed again as before');

    const others = [2, 3].map((n) => ({ ...vm, jobKey: aKey(`job-${n}`), vmName: `vm-0${n}` }));
    await harness.messenger().post(message({ content: { kind: 'group', group: { ...group, vms: others }, night } }));
    expect(harness.last().sent.activity.summary).toBe('vm-02, vm-03: Failed (SomeCode).');
    expect(harness.last().text).not.toContain('vm-01');
  });
});

it('when it is a heartbeat, then its card shows what is found out at that moment, in the language of the conversation', async () => {
  const messenger = harness.messenger({ settings: { of: async () => ({ language: 'ja' }) } });
  const { to, language, timeZone } = message();
  await messenger.post({
    ...{ to, language, timeZone, content: { kind: 'heartbeat', day: '2026-11-22' }, thread: null, alert: false },
    ...{ mention: null, cardId: 'h', validity: 'fresh', other: null, late: false, toldMs: at(0).getTime() },
  });
  expect(harness.last().sent.activity.summary).toMatch(/^稼働しています。/);
});
