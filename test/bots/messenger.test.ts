import { createAdapter } from '../../bots/adapter';
import { CardMessages } from '../../bots/cardMessages';
import { createMessenger, type MessengerParts } from '../../bots/messenger';
import { type Address, createOneTry } from '../../bots/sender';
import { render } from '../../cards/render';
import { ConsistencySeen } from '../../commands/consistencySeen';
import { AzureError, type Vaults } from '../../services/backup/vaults';
import type { OutMessage } from '../../services/notify/message';
import type { Notice } from '../../services/notify/notice';
import { ofType, textOf } from '../support/cardParts';
import { aCommandStore } from '../support/commandStore';
import { FakeConnector, type SentActivity } from '../support/fakeConnector';
import { ManualClock, settle } from '../support/manualClock';
import { aJob, anItem, aPoint, aPolicy, aReading, at, NOW, tasksOf, VAULT } from '../support/samples';
import { type LogLine, recording } from '../support/startBot';
import { BOT, TENANT } from '../support/teamsActivities';

const TO = { tenant: TENANT, conversation: '19:general@thread.tacv2' };
const RUNNING = aJob({ tasks: tasksOf('completed', 'inProgress') });
const ENDED = aJob({ state: 'completed', tasks: tasksOf('completed', 'completed') });

let connector: FakeConnector;
let clock: ManualClock;
let cards: CardMessages;
let vaults: Vaults;
const called: string[] = [];

beforeEach(async () => {
  connector = await FakeConnector.start();
  clock = new ManualClock(NOW.toISOString());
  cards = new CardMessages();
  called.length = 0;
  const inventory = aReading({ items: [anItem()], vaults: [VAULT], unread: [] });
  vaults = {
    known: () => inventory,
    inventory: async () => inventory,
    points: async () => aReading([aPoint({ at: at(-590) }), aPoint({ id: '2' }), aPoint({ id: '3', at: at(-99_999) })]),
    policy: async () => aReading(aPolicy()),
    job: async () => note('job'),
    jobs: async () => note('jobs'),
    item: async () => note('item'),
    trigger: async () => note('trigger'),
    cancel: async () => note('cancel'),
  };
});
afterEach(() => connector.stop());

function note(name: string): never {
  called.push(name);
  throw new AzureError({ kind: 'unavailable', status: 0 });
}

function reference(): Address {
  return {
    serviceUrl: connector.serviceUrl,
    channelId: 'msteams',
    bot: BOT,
    conversation: { id: TO.conversation, isGroup: true, conversationType: 'channel', name: '' },
  };
}

function messenger(change: Partial<MessengerParts> = {}): ReturnType<typeof createMessenger> {
  const lines: LogLine[] = [];
  const log = recording(lines);
  const turner = createAdapter({ config: { mode: 'demo', channel: null }, log, clock, channelToken: async () => '' });
  const triggers = { askedBy: async () => 'Tanaka' };
  return createMessenger({
    sources: { vaults, clock, seen: new ConsistencySeen(clock), store: aCommandStore(), triggers },
    referenceOf: async () => reference(),
    render,
    oneTry: createOneTry(turner),
    cards,
    log,
    ...change,
  });
}

function notice(change: Partial<Notice> = {}): Notice {
  return {
    jobKey: 'vault/job-1',
    event: 'snapshotDone',
    vault: VAULT,
    itemId: anItem().id,
    vmName: 'vm-01',
    vmResourceGroup: 'rg-prod',
    job: RUNNING,
    atMs: at(-140).getTime(),
    readMs: at(-5).getTime(),
    ...change,
  };
}

function message(change: Partial<OutMessage> = {}): OutMessage {
  return {
    to: TO,
    content: { kind: 'event', notice: notice(), night: null },
    thread: null,
    alert: true,
    mention: { id: '29:tanaka', name: 'Tanaka' },
    language: 'en',
    timeZone: 'Asia/Tokyo',
    cardId: 'card-1',
    truth: 'fresh',
    late: false,
    toldMs: NOW.getTime(),
    ...change,
  };
}

function event(change: Partial<Notice>): Pick<OutMessage, 'content'> {
  return { content: { kind: 'event', notice: notice(change), night: null } };
}

function last(): { readonly sent: SentActivity; readonly card: unknown; readonly text: string } {
  const sent = connector.messages.at(-1)!;
  const card = sent.activity.attachments?.[0]?.content;
  return { sent, card, text: textOf(card) };
}

describe('a message', () => {
  it('is one card with its toast, in the conversation, and costs no read of a job', async () => {
    expect(await messenger().post(message())).toEqual({ activityId: 'sent-1' });

    const { sent, card } = last();
    expect(sent).toMatchObject({ method: 'POST', conversationId: TO.conversation });
    expect(sent.activity.summary).toMatch(/^vm-01: snapshot done 02:08 JST/);
    expect(sent.activity.channelData).toMatchObject({ notification: { alert: true } });
    expect(ofType(card, 'mention')[0]).toMatchObject({ text: '<at>Tanaka</at>', mentioned: { id: '29:tanaka' } });
    expect(called).toEqual([]);
  });

  it('without an alert makes no toast', async () => {
    await messenger().post(message({ alert: false }));
    expect(JSON.stringify(last().sent.activity)).not.toContain('notification');
  });

  it('is a reply in its thread', async () => {
    await messenger().post(message({ thread: '17' }));
    expect(last().sent.conversationId).toBe(`${TO.conversation};messageid=17`);
  });

  it('outside channels is no reply, since nothing else has threads', async () => {
    const conversation = { id: 'a:tanaka', isGroup: false, conversationType: 'personal', name: '' };
    const personal = messenger({ referenceOf: async () => ({ ...reference(), conversation }) });
    await personal.post(message({ to: { tenant: TENANT, conversation: 'a:tanaka' }, thread: '17' }));
    expect(last().sent.conversationId).toBe('a:tanaka');
  });

  it('when its thread is no more, then it begins one itself, and its buttons find it there', async () => {
    connector.failNext({ status: 404, code: 'ActivityNotFoundInConversation' });
    expect(await messenger().post(message({ thread: '17' }))).toEqual({ activityId: 'sent-1' });
    expect(last().sent.conversationId).toBe(TO.conversation);
    const { card } = ofType(last().card, 'Action.Execute')[0]?.['data'] as { card: string };
    expect(cards.find(card, { conversation: reference().conversation! })?.to.conversation?.id).toBe(TO.conversation);
  });

  it('is found again by its buttons, also from the thread that it began', async () => {
    await messenger().post(message());
    const [button] = ofType(last().card, 'Action.Execute');
    const { card } = button?.['data'] as { card: string };
    const conversation = { ...reference().conversation!, id: `${TO.conversation};messageid=sent-1` };
    expect(cards.find(card, { conversation })?.activityId).toBe('sent-1');
    expect(cards.find(card, { conversation: { ...conversation, id: 'a:other' } })).toBeNull();
  });

  it('is changed in place', async () => {
    await messenger().update(message({ content: { kind: 'card', notice: notice({ event: 'taskChanged' }) } }), 'm-9');
    expect(last().sent).toMatchObject({ method: 'PUT', activityId: 'm-9' });
    expect(last().text).toContain('SNAPSHOT DONE – copying to the vault');
    expect(last().text).toContain('will not disturb this backup');
  });
});

describe('what it says', () => {
  it('when an older reading makes a live card, then it does not say that changes are free', async () => {
    const old = notice({ event: 'taskChanged', readMs: at(-31).getTime() });
    await messenger().update(message({ content: { kind: 'card', notice: old } }), 'm-9');
    expect(last().text).not.toContain('will not disturb');
    expect(last().text).toContain('Treat as wait');
  });

  it('when the live card’s job was only seen in a list, then it says to wait', async () => {
    const seen = notice({ event: 'started', job: aJob() });
    await messenger().post(message({ content: { kind: 'card', notice: seen } }));
    expect(last().text).toContain('WAIT – the backup has started');
  });

  it('when the job ended, then it names the status, every task, the consistency and how it stands to those before', async () => {
    await messenger().post(message({ ...event({ event: 'ended', job: ENDED }), late: true }));
    expect(last().sent.activity.summary).toMatch(
      /^vm-01: Completed – Application-consistent.*\(ended .* JST, told .* JST\)$/,
    );
    for (const said of ['Take Snapshot', 'Transfer data to vault', 'the same as the 2 recovery points before it'])
      expect(last().text).toContain(said);
  });

  it('when it only changes, then it is not told late once more', async () => {
    await messenger().update(message({ ...event({ event: 'ended', job: ENDED }), late: true }), 'm-1');
    expect(last().sent.activity.summary).not.toContain('told');
  });

  it('when recovery points cannot be read, then it is told without them and says so', async () => {
    vaults.points = async () => {
      throw new AzureError({ kind: 'unavailable', status: 503 });
    };
    await messenger().post(message(event({ event: 'ended', job: ENDED })));
    expect(last().text).toContain('Recovery points could not be read');
  });

  it('when nothing about the VM is known, then a failure does not say that there is no recovery point', async () => {
    vaults.known = () => null;
    vaults.inventory = async () => note('inventory');
    await messenger().post(message(event({ event: 'ended', job: aJob({ state: 'failed', tasks: [] }) })));
    expect(last().sent.activity.summary).toContain('vm-01: Failed');
    expect(last().text).not.toContain('There is no other recovery point');
  });

  it('a single failed VM is told in full, several as a list of those who may be seen', async () => {
    const first = notice({ event: 'ended', job: aJob({ state: 'failed', tasks: tasksOf('failed', 'notStarted') }) });
    const { jobKey, vault, itemId, vmName, vmResourceGroup, atMs } = first;
    const vm = { jobKey, vault, itemId, vmName, vmResourceGroup, atMs, recoveredMs: null, watches: [] };
    const night = { night: '2026-11-22', failed: 2, warnings: 0, again: 1, recovered: 0 };
    const group = { code: 'SomeCode', first, vms: [vm], more: 0 };
    await messenger().post(message({ content: { kind: 'group', group, night } }));
    expect(last().sent.activity.summary).toContain('Failed in Take Snapshot');
    expect(last().text).toContain('Night of 22 Nov: 2 failed, 1 failed again as before');

    const others = [2, 3].map((n) => ({ ...vm, jobKey: `job-${n}`, vmName: `vm-0${n}` }));
    await messenger().post(message({ content: { kind: 'group', group: { ...group, vms: others }, night } }));
    expect(last().sent.activity.summary).toBe('vm-02, vm-03: Failed (SomeCode).');
    expect(last().text).not.toContain('vm-01');
  });
});

describe('one try', () => {
  it.each([412, 429, 502, 503, 504])('when the channel answers %i, then it asks to try again', async (status) => {
    connector.failNext({ status, headers: { 'retry-after': '7' } });
    await expect(messenger().post(message())).rejects.toMatchObject({ kind: 'retry', afterMs: 7_000 });
    expect(connector.sent).toEqual([]);
  });

  it.each([
    [403, 'BotNotInConversationRoster', 'gone'],
    [403, 'ConversationBlockedByUser', 'gone'],
    [403, 'BotDisabledByAdmin', 'gone'],
    [403, 'NotEnoughPermissions', 'retry'],
    [403, 'InvalidBotApiHost', 'retry'],
    [403, '', 'retry'],
    [404, 'ConversationNotFound', 'gone'],
    [404, 'ActivityNotFoundInConversation', 'gone'],
    [404, '', 'retry'],
    [400, 'BadArgument', 'refused'],
    [413, 'MessageSizeTooBig', 'refused'],
    [500, 'ServiceError', 'failed'],
    [500, '', 'retry'],
    [0, '', 'unanswered'],
  ])('when the channel answers %i %s, then the message is %s', async (status, code, kind) => {
    connector.failNext({ status, code });
    await expect(messenger().post(message())).rejects.toMatchObject({ name: 'DeliveryError', kind });
    connector.failNext({ status, code });
    await expect(messenger().update(message(), 'm-1')).rejects.toMatchObject({ kind });
  });

  it('when a thread and then its conversation are not found, then the conversation is gone', async () => {
    for (const code of ['ActivityNotFoundInConversation', 'ConversationNotFound'])
      connector.failNext({ status: 404, code });
    await expect(messenger().post(message({ thread: '17' }))).rejects.toMatchObject({ kind: 'gone' });
    expect(connector.sent).toEqual([]);
  });

  it('when the bot is blocked, which the channel says within a sentence, then the conversation is gone', async () => {
    const said = JSON.stringify({ subCode: 'MessageWritesBlocked', details: null });
    connector.failNext({ status: 403, code: 'Forbidden', message: said });
    await expect(messenger().post(message())).rejects.toMatchObject({ kind: 'gone' });
  });

  it('when nobody listens, then it surely did not arrive', async () => {
    const address = reference();
    await connector.stop();
    connector = await FakeConnector.start();
    const unreached = messenger({ referenceOf: async () => address });
    await expect(unreached.post(message())).rejects.toMatchObject({ kind: 'retry' });
  });

  it('when where the conversation is is not known, or cannot be read, then it waits', async () => {
    const unknown = messenger({ referenceOf: async () => null });
    await expect(unknown.post(message())).rejects.toMatchObject({ kind: 'retry' });
    const closed = messenger({ referenceOf: () => Promise.reject(new Error('closed')) });
    await expect(closed.post(message())).rejects.toMatchObject({ kind: 'retry' });
  });

  it('when Azure and the channel hang, then it is told apart within 20 s', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    try {
      const never = (): Promise<never> => new Promise(() => undefined);
      vaults.points = never;
      const outcome = messenger({ oneTry: { send: never, update: never } })
        .post(message())
        .catch((error: unknown) => error);
      await settle();
      jest.advanceTimersByTime(4_000);
      while (jest.getTimerCount() === 0) await settle();
      jest.advanceTimersByTime(16_000);
      expect(await outcome).toMatchObject({ kind: 'unanswered' });
    } finally {
      jest.useRealTimers();
    }
  });
});
