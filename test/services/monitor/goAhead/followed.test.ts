import type { Notice } from '../../../../services/backup/jobEvents';
import type { Job, ProtectedItem, VaultRef } from '../../../../services/backup/types';
import { AzureError, type Inventory, type Reading, type Vaults } from '../../../../services/backup/vaults';
import { followSnapshot } from '../../../../services/monitor/goAhead/vmJobs';
import { createMonitor, type Monitor } from '../../../../services/monitor/poll/monitor';
import type { MonitorTables } from '../../../../services/monitor/poll/parts';
import { UNREAD, type WatchedJob } from '../../../../services/monitor/track/watchedJob';
import { MINUTE_MS } from '../../../../services/platform/durations';
import { ManualClock } from '../../../support/manualClock';
import { MemoryHistory, MemoryWatched } from '../../../support/memoryWatched';
import { aWatch } from '../../../support/monitorNight';
import {
  aJob,
  aKey,
  anItem,
  aReading,
  aRestore,
  at,
  NOTHING_READ,
  NOW,
  tasksOf,
  VAULT,
} from '../../../support/samples';

const OLD_VAULT = { ...VAULT, name: 'vault-old' };
const OLD_ITEM = { ...anItem({ vault: OLD_VAULT }), vm: anItem().vm, protectionState: 'ProtectionStopped' };
const OWN = aJob({ tasks: tasksOf('completed', 'inProgress') });
const OTHER = aJob({ id: 'job-2', startedAt: at(-90), tasks: tasksOf('inProgress', 'notStarted') });
const RESTORE = aRestore({ kind: 'Recover disks', location: 'RestoreDisks' }, { id: 'restore', startedAt: at(-300) });

/** Records which rows each transaction locked. */
class HeldRows extends MemoryWatched {
  readonly held: string[][] = [];

  begin(): this {
    this.held.push([]);
    return this;
  }

  override byKey(key: string): Promise<WatchedJob | null> {
    this.held.at(-1)?.push(key);
    return super.byKey(key);
  }
}

/** A monitor of one go-ahead; Azure shows `jobs`. */
class FollowedNight {
  readonly clock = new ManualClock(NOW.toISOString());
  readonly watched = new HeldRows();
  readonly notices: Notice[] = [];
  /** Ids of jobs that were read one by one. */
  readonly singly: string[] = [];
  jobs: readonly Job[] = [OWN];
  items: readonly ProtectedItem[] = [anItem()];
  inventoryProblem: AzureError | null = null;
  pointsProblem: AzureError | null = null;
  /** The ages, in ms, that were accepted for recovery points. */
  readonly pointAges: (number | undefined)[] = [];
  readonly #history = new MemoryHistory();
  #known: Reading<Inventory> | null = null;

  async watches(change: Partial<WatchedJob>, of: ProtectedItem = anItem()): Promise<void> {
    const { ref, id: itemId, vm } = of;
    await this.watched.add({
      ...UNREAD,
      key: aKey('k'),
      ref,
      itemId,
      vmName: vm.name,
      vmResourceGroup: vm.resourceGroup,
      jobId: OWN.id,
      startedMs: at(-600).getTime(),
      retainUntilMs: null,
      askedBy: 'Aiko',
      awaitsSnapshot: true,
      firstBackup: false,
      job: OWN,
      readMs: at(-60).getTime(),
      detailMs: at(-60).getTime(),
      raised: ['started', 'snapshotDone'],
      ...change,
    });
  }

  monitor(): Monitor {
    return createMonitor<MonitorTables>({
      vaults: this.#vaults(),
      lastRead: NOTHING_READ,
      clock: this.clock,
      mayTell: async () => true,
      transaction: async (work) => {
        const [watched, history] = [this.watched.begin(), this.#history];
        return work({ watched, history, watches: { page: async () => [aWatch('all')] } });
      },
      enqueue: async (_tables, notices) => {
        this.notices.push(...notices);
      },
      onEnqueued: () => {},
      budgetOf: () => ({ perHour: 75, spent: [], blockedUntilMs: 0 }),
      share: async ({ subscriptions }) => new Set(subscriptions),
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    });
  }

  #vaults(): Vaults {
    const now = (): Date => this.clock.now();
    const vaults: Partial<Vaults> = {
      known: () => this.#known,
      inventory: async () => {
        if (this.inventoryProblem) throw this.inventoryProblem;
        return (this.#known = aReading({ items: this.items, vaults: [VAULT, OLD_VAULT], unread: [] }, now()));
      },
      job: async (vault: VaultRef, id: string) => {
        this.singly.push(id);
        const found = this.jobs.find((job) => job.id === id && job.vault.name === vault.name);
        if (!found) throw new AzureError({ kind: 'notFound', what: 'job' });
        return aReading(found, now());
      },
      jobs: async (vault: VaultRef) => {
        const rows = this.jobs.filter((job) => job.vault.name === vault.name);
        return aReading(
          rows.map((job) => ({ ...job, tasks: null, restore: null })),
          now(),
        );
      },
      points: async (_item, { maxAgeMs } = {}) => {
        this.pointAges.push(maxAgeMs);
        if (this.pointsProblem) throw this.pointsProblem;
        return aReading([], now());
      },
    };
    return vaults as Vaults; // The monitor uses nothing else.
  }
}

let night: FollowedNight;
beforeEach(() => {
  night = new FollowedNight();
});

describe('a restore beside a go-ahead', () => {
  it('when its kind is read, then it is watched as no backup, and its end is told as none', async () => {
    night.jobs = [OWN, RESTORE];
    await night.watches({});
    const monitor = night.monitor();
    expect(await monitor.recheck(aKey('k'), [])).toMatchObject({ kind: 'stillDone' });
    expect(night.watched.all.map(({ key }) => key)).toEqual(['k']);
    monitor.start();
    await night.clock.advance(40 * MINUTE_MS);
    night.jobs = [OWN, { ...RESTORE, state: 'completed', statusText: 'Completed', endedAt: night.clock.now() }];
    await night.clock.advance(60 * MINUTE_MS);
    await monitor.stop();
    expect(night.notices.filter(({ job }) => job?.id === RESTORE.id)).toEqual([]);
    expect(night.singly.filter((id) => id === RESTORE.id)).toHaveLength(1);
  });

  it('when it was watched all the same, then a go-ahead that is owed does not wait for its snapshot', async () => {
    night.jobs = [OWN, RESTORE];
    await night.watches({});
    const of = { key: aKey('restore'), jobId: RESTORE.id, askedBy: null };
    await night.watches({ ...of, job: { ...RESTORE, tasks: null, restore: null }, raised: ['started'] });
    expect(await night.monitor().recheck(aKey('k'), ['anotherSnapshot'])).toMatchObject({ kind: 'stillDone' });
  });
});

describe('backups beside a go-ahead', () => {
  it.each(['Restore', 'CrossRegionRestore', 'ConfigureBackup', 'Rearrange'])(
    'when a job is a %s, then there is no snapshot of it to follow',
    async (operation) => {
      const { watched } = night;
      expect(await followSnapshot({ watched }, { ...OTHER, operation }, [anItem()])).toBe(false);
      expect(watched.all).toEqual([]);
      expect(await followSnapshot({ watched }, OTHER, [anItem()])).toBe(true);
    },
  );

  it('when several run, then each is followed in a transaction that holds no other', async () => {
    night.jobs = [OWN, OTHER, { ...OTHER, id: 'job-3', startedAt: at(-200) }];
    await night.watches({});
    for (const jobId of ['job-2', 'job-3'])
      await night.watches({ key: aKey(jobId), jobId, askedBy: null, awaitsSnapshot: false, job: null, raised: [] });
    expect(await night.monitor().recheck(aKey('k'), [])).toMatchObject({ kind: 'anotherSnapshot' });
    expect(night.watched.all.filter(({ awaitsSnapshot }) => !awaitsSnapshot)).toEqual([]);
    expect(night.watched.held.flat().toSorted()).toEqual(['job-2', 'job-3']);
    expect(night.watched.held.filter((held) => held.length > 1)).toEqual([]);
  });
});

describe('a VM that moved to another vault', () => {
  beforeEach(async () => {
    night.items = [anItem(), OLD_ITEM];
    night.jobs = [OWN, { ...OTHER, vault: OLD_VAULT }];
    await night.watches({});
  });

  it('when a process has just started, and its old item takes a snapshot, then it is told and followed as that one’s', async () => {
    const monitor = night.monitor();
    expect(await monitor.recheck(aKey('k'), [])).toMatchObject({ kind: 'anotherSnapshot', other: { jobId: 'job-2' } });
    const [, followed] = night.watched.all;
    expect(followed).toMatchObject({ jobId: 'job-2', itemId: OLD_ITEM.id, ref: OLD_ITEM.ref, awaitsSnapshot: true });
    expect(await monitor.recheck(aKey('k'), ['anotherSnapshot'])).toEqual({ kind: 'notYet' });
  });

  it('when the old item was triggered by us and Azure has named no job, then that is told', async () => {
    night.jobs = [OWN];
    await night.watches(
      { key: aKey('old'), jobId: null, job: null, startedMs: at(-20).getTime(), raised: [] },
      OLD_ITEM,
    );
    const monitor = night.monitor();
    expect(await monitor.recheck(aKey('k'), [])).toMatchObject({ other: { reason: 'triggerPending' } });
    expect(await monitor.otherOf(aKey('k'))).toMatchObject({ reason: 'triggerPending' });
  });

  it('when a process has just started and no item can be read, then nothing is claimed', async () => {
    night.inventoryProblem = new AzureError({ kind: 'unavailable', status: 503 });
    night.jobs = [OWN];
    expect(await night.monitor().recheck(aKey('k'), [])).toEqual({ kind: 'unread' });
    night.inventoryProblem = null;
    expect(await night.monitor().recheck(aKey('k'), [])).toMatchObject({ kind: 'stillDone' });
  });
});

describe('the recovery points beside a go-ahead', () => {
  it('when a go-ahead is checked, then they are asked for once, none from before the end of the snapshot', async () => {
    await night.watches({});
    expect(await night.monitor().recheck(aKey('k'), [])).toMatchObject({ kind: 'stillDone' });
    expect(night.pointAges).toEqual([140_000]);
  });

  it('when they cannot be read, then the go-ahead stands all the same', async () => {
    night.pointsProblem = new AzureError({ kind: 'unavailable', status: 503 });
    await night.watches({});
    expect(await night.monitor().recheck(aKey('k'), [])).toMatchObject({ kind: 'stillDone' });
  });
});
