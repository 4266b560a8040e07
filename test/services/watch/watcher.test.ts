import { shownAt, type TrueRun, watchedRun } from '../../../bench/nightSimulator';
import {
  type Job,
  type ProtectedItem,
  type RecoveryPoint,
  sameId,
  type VaultRef,
} from '../../../services/backup/types';
import { AzureError, type Reading, type Vaults } from '../../../services/backup/vaults';
import type { Notice } from '../../../services/notify/notice';
import type { Watch, WatchLevel } from '../../../services/notify/promise';
import { createWatcher, type Watcher, type WatcherTables } from '../../../services/watch/watcher';
import { ManualClock } from '../../support/manualClock';
import { MemoryHistory, MemoryWatched } from '../../support/memoryWatched';
import { anItem, aPoint, VAULT } from '../../support/samples';

const MINUTE_MS = 60_000;
const clockStart = Date.parse('2026-11-22T17:00:00Z');
const running = new Set<Watcher>();

afterEach(async () => {
  await Promise.all([...running].map((watcher) => watcher.stop()));
  running.clear();
});

/** A run of `name` that starts `startS` from the clock's start, with a snapshot of 8 minutes and an end after 42. */
function aRun(name: string, startS = 0): TrueRun {
  const startMs = clockStart + startS * 1_000;
  return {
    ...{ id: name, vault: VAULT, startMs },
    ...{ snapshotEndMs: startMs + 480_000, endMs: startMs + 480_000 + 34 * MINUTE_MS },
  };
}

/** Azure with these runs, a store in memory and the watcher between them. */
class Night {
  readonly clock = new ManualClock('2026-11-22T17:00:00Z');
  readonly watched = new MemoryWatched();
  readonly history = new MemoryHistory();
  readonly notices: Notice[] = [];
  readonly reads: { readonly kind: string; readonly atMs: number }[] = [];
  runs: readonly TrueRun[];
  watches: readonly Watch[] = [];
  /** VMs that no watch's owner may see. */
  hidden: readonly string[] = [];
  /** What Azure answers instead, while it is set. */
  problem: AzureError | null = null;
  pointsFromMs = 0;
  isOurs = true;
  brokenTransactions = 0;

  constructor(...runs: readonly TrueRun[]) {
    this.runs = runs;
  }

  get told(): readonly string[] {
    return this.notices.filter(({ event }) => event !== 'taskChanged').map(({ vmName, event }) => `${vmName} ${event}`);
  }

  get items(): readonly ProtectedItem[] {
    return this.runs.map(({ id }) => anItem({ name: id }));
  }

  start(): Watcher {
    const watcher = createWatcher<WatcherTables>({
      vaults: this.#vaults(),
      clock: this.clock,
      transaction: async (work) => {
        if (this.brokenTransactions-- > 0) return Promise.reject(new AzureError({ kind: 'unavailable', status: 0 }));
        const { watched, history } = this;
        return work({ watched, history, watches: { page: async () => this.watches } });
      },
      raise: async (_tables, notices) => void this.notices.push(...notices),
      raised: () => {},
      mayTell: async (_watch, { vmName }) => !this.hidden.includes(vmName),
      budgetOf: () => ({
        perHour: 75,
        spent: this.reads.filter(({ kind }) => kind !== 'points').map(({ atMs }) => ({ atMs, reads: 1 })),
        blockedUntilMs: 0,
      }),
      claim: async () => this.isOurs,
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    });
    running.add(watcher);
    watcher.start();
    return watcher;
  }

  async ourTrigger(run: TrueRun, jobId: string | null = run.id): Promise<void> {
    await this.watched.add({
      ...watchedRun(run),
      key: `trigger-${run.id}`,
      jobId,
      itemId: anItem({ name: run.id }).id,
    });
  }

  #read<T>(kind: string, value: () => T): Reading<T> {
    const at = this.clock.now();
    this.reads.push({ kind, atMs: at.getTime() });
    if (this.problem) throw this.problem;
    return { value: value(), at };
  }

  #vaults(): Vaults {
    const nowMs = (): number => this.clock.now().getTime();
    const inventory = async () => ({ value: { items: this.items, vaults: [VAULT], unread: [] }, at: this.clock.now() });
    const refuse = async (): Promise<never> => {
      throw new AzureError({ kind: 'refused', message: 'a watcher asks for nothing to be done' });
    };
    return {
      inventory,
      known: () => null,
      jobs: async (_vault: VaultRef, { since }: { readonly since: Date }): Promise<Reading<readonly Job[]>> =>
        this.#read('list', () =>
          this.runs
            .filter(({ startMs }) => startMs >= since.getTime())
            .flatMap((run) => shownAt(run, nowMs(), false) ?? []),
        ),
      job: async (_vault: VaultRef, id: string) =>
        this.#read('job', () => {
          const run = this.runs.find((one) => sameId(one.id, id));
          const job = run && shownAt(run, nowMs(), true);
          if (!job) throw new AzureError({ kind: 'notFound', what: 'job' });
          return job;
        }),
      points: async (item: ProtectedItem) =>
        this.#read('points', (): readonly RecoveryPoint[] => {
          const run = this.runs.find(({ id }) => id === item.vm.name);
          return run && nowMs() >= this.pointsFromMs ? [aPoint({ at: new Date(run.startMs + 5_000) })] : [];
        }),
      item: refuse,
      policy: refuse,
      trigger: refuse,
      cancel: refuse,
    };
  }
}

function aWatch(level: WatchLevel, createdMs = 0): Watch {
  return {
    to: { tenant: 't', conversation: 'c' },
    thread: null,
    scope: { kind: 'all' },
    level,
    owner: {
      person: { id: '29:a', name: 'Aiko', aadObjectId: null, tenantId: null, guest: false },
      place: { id: 'c', kind: 'channel', teamId: null },
    },
    language: 'en',
    timeZone: 'UTC',
    createdMs,
  };
}

describe('the watcher', () => {
  test('when a backup was asked for, then its start, its snapshot and its end are told, once and in time', async () => {
    const night = new Night(aRun('vm-01'));
    await night.ourTrigger(night.runs[0]!);
    night.start();
    await night.clock.advance(2 * 60 * MINUTE_MS);
    expect(night.told).toEqual(['vm-01 started', 'vm-01 snapshotDone', 'vm-01 ended']);
    const [, goAhead, end] = night.notices.filter(({ event }) => event !== 'taskChanged');
    expect(goAhead!.readMs - night.runs[0]!.snapshotEndMs).toBeLessThan(60_000);
    expect(end!.readMs - night.runs[0]!.endMs).toBeLessThan(60_000);
    expect(night.watched.all[0]).toMatchObject({ done: true, consistency: 'told' });
  });

  test('when a backup has ended, then how long it and its snapshot took is remembered', async () => {
    const night = new Night(aRun('vm-01'));
    const { startMs, endMs } = night.runs[0]!;
    await night.ourTrigger(night.runs[0]!);
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    const itemId = anItem({ name: 'vm-01' }).id;
    expect(await night.history.of(itemId, 9)).toEqual([
      { job: 'trigger-vm-01', itemId, state: 'completed', startedMs: startMs, endedMs: endMs, snapshotMs: 480_000 },
    ]);
  });

  test('when all is done, then nothing more is read', async () => {
    const night = new Night(aRun('vm-01'));
    await night.ourTrigger(night.runs[0]!);
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    const before = night.reads.length;
    await night.clock.advance(10 * 60 * MINUTE_MS);
    expect(night.reads).toHaveLength(before);
  });

  test('when the process died before Azure named the job, then the next one finds it in the list', async () => {
    const night = new Night(aRun('vm-01'), aRun('vm-02'));
    await night.ourTrigger(night.runs[0]!, null);
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    expect(night.told).toContain('vm-01 ended');
    expect(night.watched.all).toMatchObject([{ key: 'trigger-vm-01', jobId: 'vm-01', done: true }]);
  });

  test('when a trigger started nothing, then that is told once after a quarter of an hour', async () => {
    const night = new Night(aRun('vm-01', 100_000));
    await night.ourTrigger({ ...night.runs[0]!, startMs: clockStart }, null);
    night.start();
    await night.clock.advance(14 * MINUTE_MS);
    expect(night.told).toEqual([]);
    await night.clock.advance(60 * MINUTE_MS);
    expect(night.told).toEqual(['vm-01 notStarted']);
  });

  test('when somebody watches, then backups that others started are found', async () => {
    const night = new Night(aRun('vm-01', 600), aRun('vm-02', 1_200));
    night.watches = [aWatch('progress')];
    night.start();
    await night.clock.advance(3 * 60 * MINUTE_MS);
    expect(night.told.filter((text) => text.endsWith('ended'))).toHaveLength(2);
    expect(night.told.filter((text) => text.endsWith('started'))).toHaveLength(2);
  });

  test('when a backup of others begins and ends between two lists, or while nobody reads, then its end is told, once', async () => {
    const night = new Night({ ...aRun('vm-01', 600), endMs: clockStart + 660_000 }, aRun('vm-02', 600));
    night.watches = [aWatch('failures')];
    night.start();
    await night.clock.advance(5 * MINUTE_MS);
    night.problem = new AzureError({ kind: 'unavailable', status: 503 });
    await night.clock.advance(3 * 60 * MINUTE_MS);
    expect(night.told).toEqual([]);
    night.problem = null;
    await night.clock.advance(3 * 60 * MINUTE_MS);
    expect(night.told.filter((text) => text.endsWith('ended')).toSorted()).toEqual(['vm-01 ended', 'vm-02 ended']);
    expect(night.told.filter((text) => text.endsWith('started'))).toEqual([]);
  });

  test('when a backup ended before anybody watched, or over a day ago, then it is not told', async () => {
    const day = 24 * 60 * 60;
    const night = new Night(aRun('vm-01', -2 * 60 * 60), aRun('vm-02', -2 * day));
    night.watches = [aWatch('all', clockStart), { ...aWatch('all', clockStart - 5 * day * 1_000), scope: { kind: 'vm', itemId: anItem({ name: 'vm-02' }).id, vmName: 'vm-02' } }]; // prettier-ignore
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    expect(night.told).toEqual([]);
  });

  test('when the owner of a watch may not see its VM, then it rests and costs no read', async () => {
    const night = new Night(aRun('vm-01', 120));
    night.watches = [aWatch('all')];
    night.hidden = ['vm-01'];
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    expect([night.told, night.reads]).toEqual([[], []]);
  });

  test('when nobody watches, then nothing is read', async () => {
    const night = new Night(aRun('vm-01'));
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    expect(night.reads).toEqual([]);
  });

  test('when Azure does not answer for a while, then nothing is told, and afterwards everything is', async () => {
    const night = new Night(aRun('vm-01'), aRun('vm-02'));
    for (const run of night.runs) await night.ourTrigger(run);
    night.problem = new AzureError({ kind: 'unavailable', status: 503 });
    night.start();
    await night.clock.advance(20 * MINUTE_MS);
    expect(night.told).toEqual([]);
    expect(night.reads.length).toBeLessThan(30);
    night.problem = null;
    await night.clock.advance(60 * MINUTE_MS);
    expect(night.told.filter((text) => text.endsWith('snapshotDone'))).toHaveLength(2);
    expect(night.told.filter((text) => text.endsWith('ended'))).toHaveLength(2);
  });

  test('when the database fails, then the loop goes on', async () => {
    const night = new Night(aRun('vm-01'));
    await night.ourTrigger(night.runs[0]!);
    night.brokenTransactions = 5;
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    expect(night.told).toContain('vm-01 ended');
  });

  test('when another process reads the subscription, then this one does not', async () => {
    const night = new Night(aRun('vm-01'));
    await night.ourTrigger(night.runs[0]!);
    night.isOurs = false;
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    expect(night.reads).toEqual([]);
  });

  test('when the recovery point is listed after the end, then its consistency is told then', async () => {
    const night = new Night(aRun('vm-01'));
    night.pointsFromMs = night.runs[0]!.endMs + 10 * MINUTE_MS;
    await night.ourTrigger(night.runs[0]!);
    night.start();
    await night.clock.advance(3 * 60 * MINUTE_MS);
    expect(night.told.slice(-2)).toEqual(['vm-01 ended', 'vm-01 consistency']);
  });

  test('when the job is gone from Azure, then that is told once', async () => {
    const night = new Night(aRun('vm-01'));
    await night.ourTrigger(night.runs[0]!, 'another');
    night.start();
    await night.clock.advance(5 * 60 * MINUTE_MS);
    expect(night.told).toEqual(['vm-01 vanished']);
  });

  test('when a trigger was withdrawn, then it is watched no more', async () => {
    const night = new Night(aRun('vm-01', 100_000));
    await night.ourTrigger({ ...night.runs[0]!, startMs: clockStart }, null);
    night.start();
    await night.clock.advance(MINUTE_MS / 2);
    await night.watched.remove('trigger-vm-01');
    await night.clock.advance(60 * MINUTE_MS);
    expect(night.told).toEqual([]);
  });

  test('when a go-ahead is sent, then it is checked against what Azure shows then', async () => {
    const night = new Night(aRun('vm-01'));
    await night.ourTrigger(night.runs[0]!);
    const watcher = night.start();
    await night.clock.advance(10 * MINUTE_MS);
    const readMs = night.clock.now().getTime();
    expect(await watcher.recheck('trigger-vm-01')).toMatchObject({ kind: 'stillDone', job: { id: 'vm-01' }, readMs });
    night.runs = [{ ...night.runs[0]!, snapshotEndMs: clockStart + 20 * MINUTE_MS }];
    expect(await watcher.recheck('trigger-vm-01')).toMatchObject({ kind: 'anotherSnapshot', job: { id: 'vm-01' } });
    expect(await watcher.recheck('nobody knows it')).toEqual({ kind: 'unread' });
  });
});
