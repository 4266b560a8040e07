import type { JobView } from '../../protocol/jobViews';
import { jobKey } from '../../services/backup/ids';
import type { Job } from '../../services/backup/types';
import { AzureError } from '../../services/backup/vaults';
import { newWatchedJob } from '../../services/monitor/track/watchedJob';
import type { WatchLevel } from '../../services/subscriptions/watch';
import { TO } from '../support/commandBot';
import { anItem, NOW, tasksOf, VAULT } from '../support/samples';
import { JOB, STOP, SubscriptionHarness, TELL } from '../support/subscriptionHarness';

const ITEM = anItem();
const DONE = tasksOf('completed', 'inProgress');

let bot: SubscriptionHarness;
beforeEach(() => {
  bot = new SubscriptionHarness();
});

describe('a running backup that nobody watches', () => {
  it('when its card is drawn, then nobody is told; when that is asked for, then the conversation is, by the role of a viewer', async () => {
    expect((await bot.card()).told).toBeNull();

    expect(await bot.run(TELL)).toMatchObject({ kind: 'job', told: 'asked' });
    expect(await bot.card()).toMatchObject({ told: 'asked' });
    expect(bot.watched.all).toMatchObject([{ jobId: JOB.id, askedBy: null, awaitsSnapshot: true, done: false }]);
    expect(bot.wakes).toBe(1);
    expect(await bot.promised()).toMatchObject([
      { to: TO, thread: 'root-1', asker: { id: '29:me', name: 'me' }, jobKey: bot.watched.all[0]?.key },
    ]);
    expect([await bot.told('snapshotDone'), await bot.told('ended')]).toEqual([1, 1]);
  });

  it('when it is asked for again, then it stays as it is', async () => {
    await bot.run(TELL);
    const before = await bot.promised();

    expect(await bot.run(TELL, '29:other')).toMatchObject({ told: 'asked' });
    expect(await bot.promised()).toEqual(before);
    expect(bot.watched.all).toHaveLength(1);
  });

  it('when its snapshot is done by then, as the card shows, then only its end is told', async () => {
    bot.job = { ...JOB, tasks: DONE };
    await bot.run(TELL);

    expect([await bot.told('snapshotDone'), await bot.told('ended')]).toEqual([0, 1]);
  });

  it('when the asker may not see its VM, then the job is not found, and there is no subscription', async () => {
    bot.sees = () => false;

    await expect(bot.run(TELL)).rejects.toMatchObject({ problem: { kind: 'notFound' } });
    expect(await bot.promised()).toEqual([]);
  });

  it.each<[string, Partial<Job>]>([
    ['has ended', { state: 'completed', endedAt: NOW }],
    ['is a restore', { operation: 'Restore' }],
  ])('when it %s, then its card is shown, and nothing is promised', async (_what, change) => {
    bot.job = { ...JOB, ...change };

    expect(await bot.run(TELL)).toMatchObject({ kind: 'job', told: null });
    expect([await bot.promised(), bot.watched.all]).toEqual([[], []]);
  });

  it('when the monitor has seen its end, which this reading does not show, then there is no subscription', async () => {
    await bot.run(TELL);
    await bot.store.transaction(({ jobSubscriptions }) => jobSubscriptions.removeConversation(TO));
    await bot.watched.save({ ...bot.watched.all[0]!, endSeenMs: NOW.getTime() });

    expect(await bot.run(TELL)).toMatchObject({ told: null });
    expect(await bot.promised()).toEqual([]);
  });
});

describe('a backup whose snapshot is done by another replica’s reading, and runs by this one’s', () => {
  const END = NOW.getTime() - 140_000;
  const goAheads = async (): Promise<readonly object[]> => {
    const row = await bot.store.transaction(({ outbox }) => outbox.head(TO));
    const waiting = await bot.store.transaction(({ outbox }) => outbox.count(TO));
    expect(waiting).toBe(row === null ? 0 : 1);
    return row === null ? [] : [{ ...row, body: JSON.parse(row.body) as object }];
  };
  beforeEach(async () => {
    const key = jobKey(VAULT, JOB.id);
    const ofSchedule = { retainUntilMs: null, askedBy: null, awaitsSnapshot: true };
    const seen = { job: { ...JOB, tasks: DONE }, readMs: NOW.getTime() - 5_000, detailMs: NOW.getTime() - 5_000 };
    const raised = ['started', 'snapshotDone'] as const;
    await bot.watched.add({
      ...newWatchedJob(ITEM, { key, jobId: JOB.id, startedMs: 0, ...ofSchedule }),
      ...seen,
      raised,
    });
  });
  const notice = { event: 'snapshotDone', atMs: END, job: { tasks: [{ state: 'completed' }, {}] } };

  it('when somebody subscribes, then the go-ahead is enqueued for them at once, and only once', async () => {
    expect(await bot.run(TELL)).toMatchObject({ told: 'asked' });
    await bot.run(TELL);
    expect(await goAheads()).toMatchObject([
      { createdMs: NOW.getTime(), body: { content: { kind: 'event', notice }, mention: { id: '29:me' }, alert: true } },
    ]);
    expect([await bot.told('snapshotDone'), await bot.told('ended')]).toEqual([0, 1]);
  });

  it('when Azure does not answer, and an old reading shows it done, then the go-ahead is enqueued too', async () => {
    bot.job = { ...JOB, tasks: DONE };
    bot.problem = new AzureError({ kind: 'unavailable', status: 503 });
    await bot.run(TELL);
    expect(await goAheads()).toMatchObject([{ body: { content: { notice } } }]);
  });

  it('when the card shows it done, then no go-ahead is enqueued', async () => {
    bot.job = { ...JOB, tasks: DONE };
    await bot.run(TELL);
    expect(await goAheads()).toEqual([]);
  });

  it.each<[string, number, WatchLevel]>([
    ['told it here, then it is not told twice', 0, 'progress'],
    ['began after it, then it is told', 1, 'progress'],
    ['told it here and ended since, then it is told to whoever asks now', 1, 'failures'],
  ])('when a watch %s', async (what, times, level) => {
    await bot.watch(level);
    const told = { jobKey: jobKey(VAULT, JOB.id), event: 'snapshotDone', to: TO, atMs: 0 } as const;
    if (!what.startsWith('began')) await bot.store.transaction(({ notices }) => notices.add(told));
    await bot.run(TELL);
    expect(await goAheads()).toHaveLength(times);
  });

  it('when somebody unsubscribes and subscribes again, then the go-ahead is enqueued again', async () => {
    await bot.run(TELL);
    const [first] = await goAheads();
    await bot.store.transaction(({ outbox }) => outbox.removeConversation(TO));
    await bot.run(STOP);
    await bot.run(TELL);
    expect([first, (await goAheads())[0]]).toMatchObject([
      { body: { content: { notice } } },
      { body: { content: { notice } } },
    ]);
  });

  it('when it has ended, then nothing is enqueued', async () => {
    await bot.watched.save({ ...bot.watched.all[0]!, endSeenMs: NOW.getTime() });
    expect(await bot.run(TELL)).toMatchObject({ told: null });
    expect(await goAheads()).toEqual([]);
  });
});

describe('a conversation that gets messages already', () => {
  it.each<[WatchLevel, JobView['told']]>([
    ['failures', null],
    ['progress', 'watched'],
    ['all', 'watched'],
  ])('when the conversation watches the VM with %s, then the card says %s', async (level, expected) => {
    await bot.watch(level);
    expect((await bot.card()).told).toBe(expected);
  });

  it('when the watch’s owner may not see the VM any more, then no reason is shown', async () => {
    await bot.watch('all', '29:left');
    bot.sees = (id) => id !== '29:left';
    expect((await bot.card()).told).toBeNull();
  });

  it('when the watch has ended, then no reason is shown', async () => {
    await bot.watch('all');
    await bot.store.transaction(({ watches }) => watches.end(TO, 0));
    expect((await bot.card()).told).toBeNull();
  });

  it('when only failures are watched, and the snapshot is wanted by then, then it is waited for', async () => {
    const key = jobKey(VAULT, JOB.id);
    const failuresOnly = { retainUntilMs: null, askedBy: null, awaitsSnapshot: false };
    await bot.watched.add(newWatchedJob(ITEM, { key, jobId: JOB.id, startedMs: 0, ...failuresOnly }));
    await bot.run(TELL);
    expect(bot.watched.all).toMatchObject([{ key, awaitsSnapshot: true }]);
    expect(await bot.told('snapshotDone')).toBe(1);
  });
});
