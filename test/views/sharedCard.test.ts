import { AzureError } from '../../services/backup/vaults';
import type { WatchedJob } from '../../services/monitor/track/watchedJob';
import type { OutMessage } from '../../services/notify/message';
import type { JobSubscription } from '../../services/subscriptions/jobSubscription';
import { sharedCardView } from '../../views/sharedCard';
import { ManualClock } from '../support/manualClock';
import { MemoryStore } from '../support/memoryTables';
import { MemoryWatched } from '../support/memoryWatched';
import { aJob, aKey, anItem, aReading, at, NOW, tasksOf, VAULT } from '../support/samples';

const TO = { tenant: 't', conversation: '19:c' };
const ITEMS = ['vm-01', 'vm-02'].map((name) => anItem({ name }));
const INVENTORY = aReading({ items: ITEMS, vaults: [VAULT], unread: [] });

let watched: MemoryWatched;
let store: MemoryStore;

beforeEach(async () => {
  watched = new MemoryWatched();
  store = new MemoryStore();
  await watched.add(aWatched(0));
  await watched.add(aWatched(1));
  for (const jobKey of ['k0', 'k1']) await store.tables.jobSubscriptions.add(promised(jobKey));
});

/** A job that was read so many seconds ago, with its tasks. */
function aWatched(n: number, change: Partial<WatchedJob> = {}, secondsAgo = 60): WatchedJob {
  const { ref, id, vm } = ITEMS[n]!;
  const readMs = at(-secondsAgo).getTime();
  const job = aJob({ id: `job-${n}`, vmName: vm.name, tasks: tasksOf('inProgress', 'notStarted') });
  return {
    ...{ key: aKey(`k${n}`), ref, itemId: id, vmName: vm.name, vmResourceGroup: vm.resourceGroup, jobId: job.id, job },
    ...{ startedMs: at(-600).getTime(), retainUntilMs: at(86_400).getTime(), askedBy: 'Tanaka', readMs },
    ...{ detailMs: readMs, awaitsSnapshot: true, firstBackup: false, missingSinceMs: null, raised: [] },
    ...{ endSeenMs: null, consistency: 'waiting', done: false },
    ...change,
  };
}

function promised(jobKey: string, change: Partial<JobSubscription> = {}): JobSubscription {
  return {
    ...{
      jobKey: aKey(jobKey),
      to: TO,
      thread: null,
      asker: { id: '29:tanaka', name: 'Tanaka' },
      language: 'en',
      timeZone: 'UTC',
    },
    ...{ cardActivityId: 'a1', cardId: 'together:1', createdMs: 0, together: [aKey('k1'), aKey('k0')] },
    ...change,
  };
}

function view(change: Partial<OutMessage> = {}, inventory = INVENTORY): ReturnType<typeof sharedCardView> {
  const { vm, id, ref } = ITEMS[0]!;
  const about = { vault: ref.vault, itemId: id, vmName: vm.name, vmResourceGroup: vm.resourceGroup, job: null };
  const notice = { jobKey: 'k0', event: 'taskChanged', ...about, atMs: 0, readMs: 0 } as const;
  const vaults = { known: () => inventory, inventory: () => Promise.reject(unavailable()) };
  return sharedCardView(
    { content: { kind: 'card', notice }, cardId: 'together:1', to: TO, ...change } as OutMessage,
    {
      clock: new ManualClock(NOW.toISOString()),
      vaults,
      store: { transaction: (work: (tables: unknown) => unknown) => work({ ...store.tables, watched }) },
    } as unknown as Parameters<typeof sharedCardView>[1],
  );
}

const unavailable = (): AzureError => new AzureError({ kind: 'unavailable', status: 0 });

describe('the card that several backups share', () => {
  it('shows the last reading of each, and is as old as the oldest of a job that runs', async () => {
    await watched.save(aWatched(1, {}, 300));
    const shown = await view();
    expect(shown).toMatchObject({ askedBy: 'Tanaka', retainUntil: at(86_400), at: at(-300) });
    expect(shown?.started.map(({ item, jobId }) => [item.vm.name, jobId])).toEqual([
      ['vm-01', 'job-0'],
      ['vm-02', 'job-1'],
    ]);
  });

  it('an ended job does not make it older', async () => {
    const job = aJob({ state: 'completed' });
    await watched.save(aWatched(1, { job, endSeenMs: 1, done: true }, 300));
    expect(await view()).toMatchObject({ at: at(-60) });
  });

  it('a vanished job is not shown as running', async () => {
    await watched.save(aWatched(0, { done: true, raised: ['vanished'] }));
    expect((await view())?.started[0]).toMatchObject({ job: { state: 'unknown' } });
  });

  it('a job that moved to another key is shown once', async () => {
    await watched.save(aWatched(0, { jobId: null, done: true, movedTo: aKey('listed') }));
    await watched.add(aWatched(0, { key: aKey('listed') }));
    expect((await view())?.started.map(({ jobId }) => jobId)).toEqual(['job-0', 'job-1']);
  });

  it('a VM whose backup runs is not shown as not started too, however its id is spelled', async () => {
    await store.tables.jobSubscriptions.remove(aKey('k0'), TO);
    const why = { key: 'alreadyRunning', facts: { vm: 'vm-01' }, azure: null };
    const refused = [{ itemId: ITEMS[0]!.id.toUpperCase(), jobKey: null, why }];
    await store.tables.jobSubscriptions.add(promised('k0', { refused }));
    expect(await view()).toMatchObject({ failed: [] });
  });

  it('a VM that was not started stays, with its blocker, whose reading counts for the card’s age', async () => {
    await store.tables.jobSubscriptions.remove(aKey('k0'), TO);
    const why = { key: 'alreadyRunning', facts: { vm: 'vm-02' }, azure: null };
    const refused = [{ itemId: ITEMS[1]!.id, jobKey: aKey('other'), why }];
    await store.tables.jobSubscriptions.add(promised('k0', { together: [aKey('k0'), aKey('withdrawn')], refused }));
    await watched.remove('k1');
    expect(await view()).toMatchObject({
      failed: [{ item: { vm: { name: 'vm-02' } }, view: { key: 'ranAlready' }, job: null, told: null }],
      unshown: 0,
    });
    await watched.add(aWatched(1, { key: aKey('other'), askedBy: null }, 300));
    expect(await view()).toMatchObject({ failed: [{ jobId: 'job-1', job: { state: 'inProgress' }, told: null }] });
    expect((await view())?.at).toEqual(at(-300));
  });

  it('a job of which nothing is known is counted', async () => {
    await watched.remove('k1');
    expect(await view()).toMatchObject({ failed: [], unshown: 1 });
  });

  it('is none for a card of one backup, a card elsewhere, or a message without a card', async () => {
    expect(await view({ cardId: 'another' })).toBeNull();
    expect(await view({ to: { ...TO, conversation: '19:d' } })).toBeNull();
    const { content } = { content: { kind: 'event' } } as unknown as OutMessage;
    expect(await view({ content })).toBeNull();
  });

  it('when the VMs are not known, then it rejects: no other card may take its place', async () => {
    await expect(view({}, null as never)).rejects.toBeInstanceOf(AzureError);
  });
});
