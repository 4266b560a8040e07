import type { Command } from '../../protocol/command';
import { jobKey } from '../../services/backup/ids';
import type { Job } from '../../services/backup/types';
import { newWatchedJob, type WatchedJob } from '../../services/monitor/track/watchedJob';
import { enqueue } from '../../services/notify/enqueue/enqueue';
import type { NotifyTables } from '../../services/notify/repositories';
import type { WatchLevel } from '../../services/subscriptions/watch';
import { aBot, ITEMS, TO } from '../support/commandBot';
import { everybody } from '../support/notifySamples';
import { aJob, NOW, tasksOf, VAULT } from '../support/samples';

const [ITEM] = ITEMS as [(typeof ITEMS)[number]];
const KEY = jobKey(VAULT, 'job-1');
const MINUTE_MS = 60_000;

/** A job whose snapshot ended so many minutes ago; its go-ahead was raised. */
function doneJob(minutes: number, change: Partial<Job> = {}): Job {
  const [snapshot, ...more] = tasksOf('completed', 'inProgress');
  const endedAt = new Date(NOW.getTime() - minutes * MINUTE_MS);
  return aJob({ id: 'job-1', tasks: [{ ...snapshot!, endedAt }, ...more], ...change });
}

async function aBotWith(change: Partial<WatchedJob> = {}, who: Parameters<typeof aBot>[0] = {}) {
  const bot = aBot(who);
  const known = { retainUntilMs: null, askedBy: null, awaitsSnapshot: true } as const;
  const begun = newWatchedJob(ITEM, { key: KEY, jobId: 'job-1', startedMs: NOW.getTime() - 3 * 3_600_000, ...known });
  const seen = { job: doneJob(1), readMs: NOW.getTime(), detailMs: NOW.getTime() };
  const watched: WatchedJob = { ...begun, ...seen, raised: ['started', 'snapshotDone'], ...change };
  await bot.store.transaction((tables) => tables.watched.add(watched));
  /** Events of the messages in the conversation's outbox. */
  const told = (): Promise<readonly string[]> =>
    bot.store.transaction(async ({ outbox }) => {
      const row = await outbox.head(TO);
      expect(await outbox.count(TO)).toBe(row === null ? 0 : 1);
      const content =
        row && (JSON.parse(row.body) as { content: { notice: { event: string; jobKey: string } } }).content;
      return content ? [`${content.notice.event} ${content.notice.jobKey}`] : [];
    });
  return { ...bot, told };
}

const watchVm = (level?: WatchLevel): Command => ({ kind: 'watch', scope: { vm: 'vm-01' }, ...(level && { level }) });

describe('a watch that begins after the go-ahead of a running backup was raised', () => {
  it.each<[string, Command]>([
    ['a VM with progress', watchVm('progress')],
    ['a VM with all', watchVm('all')],
    ['a vault', { kind: 'watch', scope: { vault: VAULT.name }, level: 'progress' }],
    ['all', { kind: 'watch', scope: { all: true }, level: 'progress' }],
  ])(
    'when it is of %s, then the go-ahead waits to be sent, once, however often it is asked for',
    async (_of, command) => {
      const { run, told } = await aBotWith();
      await run(command);
      await run(command);
      await run({ kind: 'watch', scope: { all: true }, level: 'all' });
      expect(await told()).toEqual([`snapshotDone ${KEY}`]);
    },
  );

  it.each<[string, Command, readonly string[]]>([
    ['its VM, then it is told where it stands', watchVm('progress'), [`snapshotDone ${KEY}`]],
    ['all, then those of before are too many', { kind: 'watch', scope: { all: true }, level: 'progress' }, []],
  ])('when its snapshot was done two hours before a watch of %s', async (_of, command, expected) => {
    const { run, told } = await aBotWith({ job: doneJob(120) });
    await run(command);
    expect(await told()).toEqual(expected);
  });

  it('when somebody there has subscribed, and got the go-ahead, then it is not sent again', async () => {
    const { run, store, told } = await aBotWith();
    const asker = { id: '29:me', name: 'Me' };
    await store.transaction(({ jobSubscriptions }) =>
      jobSubscriptions.add({
        ...{ jobKey: KEY, to: TO, thread: null, asker, language: 'en', timeZone: 'UTC', createdMs: 0 },
        ...{ cardActivityId: null, cardId: 'card' },
      }),
    );
    await run(watchVm('progress'));
    expect(await told()).toEqual([]);
  });

  it('when the monitor raises the same notice later, then it is not sent again', async () => {
    const { run, store, told } = await aBotWith();
    await run(watchVm('progress'));
    const { id: itemId, vm } = ITEM;
    const notice = {
      jobKey: KEY,
      event: 'snapshotDone',
      vault: VAULT,
      itemId,
      vmName: vm.name,
      job: doneJob(1),
    } as const;
    const more = { vmResourceGroup: vm.resourceGroup, atMs: NOW.getTime(), readMs: NOW.getTime() };
    const raised = await store.transaction((tables) =>
      enqueue(tables as unknown as NotifyTables, [{ ...notice, ...more }], everybody),
    );
    expect(raised.messages).toBe(0);
    expect(await told()).toEqual([`snapshotDone ${KEY}`]);
  });

  it.each<[string, Partial<WatchedJob>, Command]>([
    ['only failures are watched', {}, watchVm()],
    ['it has ended', { endSeenMs: NOW.getTime() }, watchVm('progress')],
    ['it is being cancelled', { job: doneJob(1, { state: 'cancelling' }) }, watchVm('progress')],
    ['its snapshot was not seen done', { raised: ['started'] }, watchVm('progress')],
    ['it is of another VM', {}, { kind: 'watch', scope: { vm: 'vm-02' }, level: 'progress' }],
  ])('when %s, then nothing is told', async (_what, change, command) => {
    const { run, told } = await aBotWith(change);
    await run(command);
    expect(await told()).toEqual([]);
  });

  it('when the owner may not see the VM, then nothing is sent', async () => {
    const { run, told } = await aBotWith({}, { hides: ITEM.vm.name });
    await run({ kind: 'watch', scope: { all: true }, level: 'progress' });
    expect(await told()).toEqual([]);
  });

  it('when the watch is restored, then the go-ahead is sent too', async () => {
    const { run, store, told } = await aBotWith({ raised: ['started'] });
    await run(watchVm('progress'));
    await store.end(TO);
    await store.transaction(async ({ watched }) => {
      const job = await watched.byKey(KEY);
      await watched.save({ ...job!, raised: ['started', 'snapshotDone'] });
    });
    await run({ kind: 'watches', restore: true });
    expect(await told()).toEqual([`snapshotDone ${KEY}`]);
  });

  it('when it was watched for failures only, then its snapshot is read from now on', async () => {
    const { run, store } = await aBotWith({ awaitsSnapshot: false, raised: ['started'] });
    await run(watchVm());
    const awaits = (): Promise<boolean | undefined> =>
      store.transaction(async ({ watched }) => (await watched.byKey(KEY))?.awaitsSnapshot);
    expect(await awaits()).toBe(false);
    await run(watchVm('progress'));
    expect(await awaits()).toBe(true);
  });
});
