import { runCommand } from '../../commands/run';
import type { Command } from '../../protocol/command';
import type { JobView } from '../../protocol/jobViews';
import type { View } from '../../protocol/view';
import { jobKey } from '../../services/backup/ids';
import type { Notice } from '../../services/backup/jobEvents';
import type { Job } from '../../services/backup/types';
import { AzureError } from '../../services/backup/vaults';
import type { Ask } from '../../services/conversations/ask';
import type { CommandStore } from '../../services/conversations/repositories';
import { newWatchedJob } from '../../services/monitor/track/watchedJob';
import { enqueue } from '../../services/notify/enqueue/enqueue';
import { Triggers } from '../../services/onDemand/triggers';
import type { JobSubscription } from '../../services/subscriptions/jobSubscription';
import type { Watch, WatchLevel } from '../../services/subscriptions/watch';
import type { Services } from '../../views/services';
import { aCommandStore } from '../support/commandStore';
import { ManualClock } from '../support/manualClock';
import { MemoryWatched } from '../support/memoryWatched';
import { everybody } from '../support/notifySamples';
import { aJob, aKey, anItem, aReading, NOW, tasksOf, VAULT } from '../support/samples';

const ITEM = anItem();
const HERE = { tenant: 'tenant-a', conversation: '19:c' };
const JOB = aJob({ tasks: tasksOf('inProgress', 'notStarted') });
const DONE = tasksOf('completed', 'inProgress');
const TELL: Command = { kind: 'watch', scope: { job: JOB.id } };
const STOP: Command = { kind: 'unwatch', scope: { job: JOB.id } };

let watched: MemoryWatched;
let store: CommandStore;
let job: Job;
let wakes: number;
/** Why the job's read failed; null: it did not. */
let problem: AzureError | null;
/** Ids of the people who may see the VM. */
let sees: (id: string) => boolean;
beforeEach(() => {
  watched = new MemoryWatched();
  const kept = aCommandStore();
  store = { transaction: (work) => kept.transaction((tables) => work({ ...tables, watched })) };
  job = JOB;
  wakes = 0;
  problem = null;
  sees = () => true;
});

function anAsk(id = '29:me'): Ask {
  return {
    person: { id, name: id.slice(3), aadObjectId: id, tenantId: 'tenant-a', guest: false },
    place: { id: HERE.conversation, kind: 'channel', teamId: '19:team' },
    ...{ to: HERE, thread: 'root-1', language: 'en', timeZone: 'UTC', turnId: 't-1' },
    grant: { role: 'viewer', may: () => sees(id) },
  };
}

function services(): Services {
  const clock = new ManualClock(NOW.toISOString());
  const inventory = aReading({ items: [ITEM], vaults: [VAULT], unread: [] });
  const triggers = new Triggers({ store, clock, wake: () => (wakes += 1) });
  const none = async (): Promise<never> => {
    throw new AzureError({ kind: 'unavailable', status: 0 });
  };
  const vaults = {
    ...{ known: () => inventory, inventory: async () => inventory, points: none, policy: none },
    ...{ job: async () => ({ ...aReading(job), ...(problem && { problem }) }), jobs: async () => aReading([job]) },
  };
  const access = { grantOf: ({ id }: Ask['person']) => anAsk(id).grant };
  // Only what these commands touch.
  return { store, clock, triggers, vaults, access, log: console } as unknown as Services;
}

async function run(command: Command, by?: string): Promise<View> {
  const outcome = await runCommand(command, anAsk(by), services());
  if (outcome.kind === 'view') return outcome.view;
  throw new RangeError('a question came');
}
const card = async (by?: string): Promise<JobView> => (await run({ kind: 'job', id: JOB.id }, by)) as JobView;

function promised(): Promise<readonly JobSubscription[]> {
  return store.transaction(({ jobSubscriptions }) => jobSubscriptions.ofConversation(HERE));
}

function watch(level: WatchLevel, owner = '29:me'): Promise<void> {
  const { person, place } = anAsk(owner);
  const scope: Watch['scope'] = { kind: 'vm', itemId: ITEM.id, vmName: ITEM.vm.name };
  const where = { to: HERE, thread: null, language: 'en', timeZone: 'UTC', createdMs: 0 } as const;
  return store.transaction(({ watches }) => watches.put({ ...where, scope, level, owner: { person, place } }));
}

/** Number of messages, without cards, that the monitor would enqueue for an event of the job now. */
async function told(event: Notice['event']): Promise<number> {
  const [one] = watched.all;
  const notice = {
    ...{ jobKey: one?.key ?? aKey('none'), event, vault: VAULT, itemId: ITEM.id, vmName: ITEM.vm.name },
    ...{ vmResourceGroup: ITEM.vm.resourceGroup, job, atMs: NOW.getTime(), readMs: NOW.getTime() },
  };
  return store.transaction(async (tables) => {
    const { messages } = await enqueue(tables, [notice], everybody);
    return messages;
  });
}

describe('a running backup that nobody watches', () => {
  it('when its card is drawn, then nobody is told; when that is asked for, then the conversation is, by the role of a viewer', async () => {
    expect((await card()).told).toBeNull();

    expect(await run(TELL)).toMatchObject({ kind: 'job', told: 'asked' });
    expect(await card()).toMatchObject({ told: 'asked' });
    expect(watched.all).toMatchObject([{ jobId: JOB.id, askedBy: null, awaitsSnapshot: true, done: false }]);
    expect(wakes).toBe(1);
    expect(await promised()).toMatchObject([
      { to: HERE, thread: 'root-1', asker: { id: '29:me', name: 'me' }, jobKey: watched.all[0]?.key },
    ]);
    expect([await told('snapshotDone'), await told('ended')]).toEqual([1, 1]);
  });

  it('when it is asked for again, then it stays as it is', async () => {
    await run(TELL);
    const before = await promised();

    expect(await run(TELL, '29:other')).toMatchObject({ told: 'asked' });
    expect(await promised()).toEqual(before);
    expect(watched.all).toHaveLength(1);
  });

  it('when its snapshot is done by then, as the card shows, then only its end is told', async () => {
    job = { ...JOB, tasks: DONE };
    await run(TELL);

    expect([await told('snapshotDone'), await told('ended')]).toEqual([0, 1]);
  });

  it('when the asker may not see its VM, then the job is not found, and there is no subscription', async () => {
    sees = () => false;

    await expect(run(TELL)).rejects.toMatchObject({ problem: { kind: 'notFound' } });
    expect(await promised()).toEqual([]);
  });

  it.each<[string, Partial<Job>]>([
    ['has ended', { state: 'completed', endedAt: NOW }],
    ['is a restore', { operation: 'Restore' }],
  ])('when it %s, then its card is shown, and nothing is promised', async (_what, change) => {
    job = { ...JOB, ...change };

    expect(await run(TELL)).toMatchObject({ kind: 'job', told: null });
    expect([await promised(), watched.all]).toEqual([[], []]);
  });

  it('when the monitor has seen its end, which this reading does not show, then there is no subscription', async () => {
    await run(TELL);
    await store.transaction(({ jobSubscriptions }) => jobSubscriptions.removeConversation(HERE));
    await watched.save({ ...watched.all[0]!, endSeenMs: NOW.getTime() });

    expect(await run(TELL)).toMatchObject({ told: null });
    expect(await promised()).toEqual([]);
  });
});

describe('a backup whose snapshot is done by another replica’s reading, and runs by this one’s', () => {
  const END = NOW.getTime() - 140_000;
  const goAheads = async (): Promise<readonly object[]> => {
    const row = await store.transaction(({ outbox }) => outbox.head(HERE));
    const waiting = await store.transaction(({ outbox }) => outbox.count(HERE));
    expect(waiting).toBe(row === null ? 0 : 1);
    return row === null ? [] : [{ ...row, body: JSON.parse(row.body) as object }];
  };
  beforeEach(async () => {
    const key = jobKey(VAULT, JOB.id);
    const ofSchedule = { retainUntilMs: null, askedBy: null, awaitsSnapshot: true };
    const seen = { job: { ...JOB, tasks: DONE }, readMs: NOW.getTime() - 5_000, detailMs: NOW.getTime() - 5_000 };
    const raised = ['started', 'snapshotDone'] as const;
    await watched.add({ ...newWatchedJob(ITEM, { key, jobId: JOB.id, startedMs: 0, ...ofSchedule }), ...seen, raised });
  });
  const notice = { event: 'snapshotDone', atMs: END, job: { tasks: [{ state: 'completed' }, {}] } };

  it('when somebody subscribes, then the go-ahead is enqueued for them at once, and only once', async () => {
    expect(await run(TELL)).toMatchObject({ told: 'asked' });
    await run(TELL);
    expect(await goAheads()).toMatchObject([
      { createdMs: NOW.getTime(), body: { content: { kind: 'event', notice }, mention: { id: '29:me' }, alert: true } },
    ]);
    expect([await told('snapshotDone'), await told('ended')]).toEqual([0, 1]);
  });

  it('when Azure does not answer, and an old reading shows it done, then the go-ahead is enqueued too', async () => {
    job = { ...JOB, tasks: DONE };
    problem = new AzureError({ kind: 'unavailable', status: 503 });
    await run(TELL);
    expect(await goAheads()).toMatchObject([{ body: { content: { notice } } }]);
  });

  it('when the card shows it done, then no go-ahead is enqueued', async () => {
    job = { ...JOB, tasks: DONE };
    await run(TELL);
    expect(await goAheads()).toEqual([]);
  });

  it.each<[string, number, WatchLevel]>([
    ['told it here, then it is not told twice', 0, 'progress'],
    ['began after it, then it is told', 1, 'progress'],
    ['told it here and ended since, then it is told to whoever asks now', 1, 'failures'],
  ])('when a watch %s', async (what, times, level) => {
    await watch(level);
    const told = { jobKey: jobKey(VAULT, JOB.id), event: 'snapshotDone', to: HERE, atMs: 0 } as const;
    if (!what.startsWith('began')) await store.transaction(({ notices }) => notices.add(told));
    await run(TELL);
    expect(await goAheads()).toHaveLength(times);
  });

  it('when somebody unsubscribes and subscribes again, then the go-ahead is enqueued again', async () => {
    await run(TELL);
    const [first] = await goAheads();
    await store.transaction(({ outbox }) => outbox.removeConversation(HERE));
    await run(STOP);
    await run(TELL);
    expect([first, (await goAheads())[0]]).toMatchObject([
      { body: { content: { notice } } },
      { body: { content: { notice } } },
    ]);
  });

  it('when it has ended, then nothing is enqueued', async () => {
    await watched.save({ ...watched.all[0]!, endSeenMs: NOW.getTime() });
    expect(await run(TELL)).toMatchObject({ told: null });
    expect(await goAheads()).toEqual([]);
  });
});

describe('a conversation that gets messages already', () => {
  it.each<[WatchLevel, JobView['told']]>([
    ['failures', null],
    ['progress', 'watched'],
    ['all', 'watched'],
  ])('when the conversation watches the VM with %s, then the card says %s', async (level, expected) => {
    await watch(level);
    expect((await card()).told).toBe(expected);
  });

  it('when the watch’s owner may not see the VM any more, then no reason is shown', async () => {
    await watch('all', '29:left');
    sees = (id) => id !== '29:left';
    expect((await card()).told).toBeNull();
  });

  it('when the watch has ended, then no reason is shown', async () => {
    await watch('all');
    await store.transaction(({ watches }) => watches.end(HERE, 0));
    expect((await card()).told).toBeNull();
  });

  it('when only failures are watched, and the snapshot is wanted by then, then it is waited for', async () => {
    const key = jobKey(VAULT, JOB.id);
    const failuresOnly = { retainUntilMs: null, askedBy: null, awaitsSnapshot: false };
    await watched.add(newWatchedJob(ITEM, { key, jobId: JOB.id, startedMs: 0, ...failuresOnly }));
    await run(TELL);
    expect(watched.all).toMatchObject([{ key, awaitsSnapshot: true }]);
    expect(await told('snapshotDone')).toBe(1);
  });
});
