import { sameId } from '../../services/backup/ids';
import type { Notice } from '../../services/backup/jobEvents';
import type { Job, Policy, ProtectedItem, RecoveryPoint, VaultRef } from '../../services/backup/types';
import { AzureError, type Inventory, type LastRead, type Reading, type Vaults } from '../../services/backup/vaults';
import { createMonitor, type Monitor } from '../../services/monitor/poll/monitor';
import type { MonitorTables } from '../../services/monitor/poll/parts';
import { MINUTE_MS } from '../../services/platform/durations';
import type { Watch, WatchLevel } from '../../services/subscriptions/watch';
import { shownAt, type TrueRun, watchedRun } from '../../simulation/trueRuns';
import { ManualClock } from './manualClock';
import { MemoryHistory, MemoryWatched } from './memoryWatched';
import { aKey, anItem, aPoint, VAULT } from './samples';

export const CLOCK_START_MS = Date.parse('2026-11-22T17:00:00Z');
/** Nobody but the monitor reads. */
export const NOBODY_READ: LastRead = { jobs: () => null, job: () => null };

/** A run of `name` that starts `startS` from the clock's start, with a snapshot of 8 minutes and an end after 42. */
export function aRun(name: string, startS = 0): TrueRun {
  const startMs = CLOCK_START_MS + startS * 1_000;
  return {
    id: name,
    vault: VAULT,
    startMs,
    snapshotEndMs: startMs + 480_000,
    endMs: startMs + 480_000 + 34 * MINUTE_MS,
  };
}

/** A monitor between a simulated Azure with these runs and a store in memory. */
export class MonitorNight {
  readonly clock = new ManualClock('2026-11-22T17:00:00Z');
  readonly watched = new MemoryWatched();
  readonly history = new MemoryHistory();
  readonly notices: Notice[] = [];
  readonly reads: { readonly kind: string; readonly atMs: number }[] = [];
  runs: readonly TrueRun[];
  watches: readonly Watch[] = [];
  /** VMs that no owner of a watch may see. */
  hidden: readonly string[] = [];
  /** While set, Azure answers every read with it. */
  problem: AzureError | null = null;
  /** While set, Azure answers lists with it. */
  listProblem: AzureError | null = null;
  /** While set, answers are so old, and carry this problem. */
  stale: { readonly ageMs: number; readonly problem: AzureError } | null = null;
  /** How far single reads of jobs lag behind lists. */
  detailLagMs = 0;
  /** Whether `known()` returns the last inventory. */
  remembersItems = false;
  pointsFromMs = 0;
  /** The policy of every VM; null: policies cannot be read. */
  policy: Policy | null = null;
  isOurs = true;
  brokenTransactions = 0;
  /** Called with the notices that the monitor enqueues. */
  raise: (notices: readonly Notice[]) => Promise<void> = async () => {};
  raised: () => void = () => {};
  /** Readings of commands. */
  lastRead: LastRead = NOBODY_READ;
  readonly #monitors = new Set<Monitor>();

  constructor(...runs: readonly TrueRun[]) {
    this.runs = runs;
  }

  get told(): readonly string[] {
    return this.notices.filter(({ event }) => event !== 'taskChanged').map(({ vmName, event }) => `${vmName} ${event}`);
  }

  get items(): readonly ProtectedItem[] {
    return [...new Set(this.runs.map(vmOf))].map((name) => anItem({ name }));
  }

  start(): Monitor {
    const monitor = createMonitor<MonitorTables>({
      vaults: this.#vaults(),
      lastRead: { jobs: (...asked) => this.lastRead.jobs(...asked), job: (...asked) => this.lastRead.job(...asked) },
      clock: this.clock,
      transaction: async (work) => {
        if (this.brokenTransactions-- > 0) return Promise.reject(new AzureError({ kind: 'unavailable', status: 0 }));
        const { watched, history } = this;
        return work({ watched, history, watches: { page: async () => this.watches } });
      },
      enqueue: async (_tables, notices) => {
        this.notices.push(...notices);
        await this.raise(notices);
      },
      onEnqueued: () => {
        this.raised();
      },
      mayTell: async (_watch, { vmName }) => !this.hidden.includes(vmName),
      budgetOf: () => ({
        perHour: 75,
        spent: this.reads
          .filter(({ kind }) => kind === 'list' || kind === 'job')
          .map(({ atMs }) => ({ atMs, reads: 1 })),
        blockedUntilMs: 0,
      }),
      share: async ({ subscriptions }) => new Set(this.isOurs ? subscriptions : []),
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    });
    this.#monitors.add(monitor);
    monitor.start();
    return monitor;
  }

  /** A command reads this job; null: the vault's list. */
  commandReads(job: string | null = null): void {
    const at = this.clock.now();
    const shown = this.runs.flatMap((run) => shownAt(run, at.getTime(), job !== null) ?? []);
    const read = <T>(value: T | undefined, newerMs: number): Reading<T> | null =>
      value !== undefined && at.getTime() > newerMs ? { value, at } : null;
    this.lastRead = {
      jobs: (_vault, _window, newerMs) => read(job === null ? shown : undefined, newerMs),
      job: (_vault, id, newerMs) => read(id === job ? shown.find((one) => sameId(one.id, id)) : undefined, newerMs),
    };
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#monitors].map((monitor) => monitor.stop()));
  }

  async ourTrigger(run: TrueRun, jobId: string | null = run.id): Promise<void> {
    await this.watched.add({
      ...watchedRun(run),
      key: aKey(`trigger-${run.id}`),
      jobId,
      itemId: anItem({ name: vmOf(run) }).id,
      vmName: vmOf(run),
      ref: anItem({ name: vmOf(run) }).ref,
    });
  }

  #staleness(at: Date): Partial<Reading<never>> {
    return this.stale === null ? {} : { at: new Date(at.getTime() - this.stale.ageMs), problem: this.stale.problem };
  }

  /** Called with each reading, for subclasses that keep it. */
  protected seen: (read: Reading<unknown>) => void = () => {};

  #read<T>(kind: string, value: () => T): Reading<T> {
    const at = this.clock.now();
    this.reads.push({ kind, atMs: at.getTime() });
    const problem = this.problem ?? (kind === 'list' ? this.listProblem : null);
    if (problem) throw problem;
    const read: Reading<T> = { value: value(), at, ...this.#staleness(at) };
    this.seen(read);
    return read;
  }

  #vaults(): Vaults {
    const nowMs = (): number => this.clock.now().getTime();
    let known: Reading<Inventory> | null = null;
    const inventory = async (): Promise<Reading<Inventory>> =>
      (known = { value: { items: this.items, vaults: [VAULT], unread: [] }, at: this.clock.now() });
    const refuse = async (): Promise<never> => {
      throw new AzureError({ kind: 'refused', message: 'a monitor asks for nothing to be done' });
    };
    return {
      inventory,
      known: () => (this.remembersItems ? known : null),
      jobs: async (_vault: VaultRef, { since }: { readonly since: Date }): Promise<Reading<readonly Job[]>> =>
        this.#read('list', () =>
          this.runs
            .filter(({ startMs, endMs }) => startMs >= since.getTime() || endMs > nowMs())
            .flatMap((run) => shownAt(run, nowMs(), false) ?? []),
        ),
      job: async (_vault: VaultRef, id: string) =>
        this.#read('job', () => {
          const run = this.runs.find((one) => sameId(one.id, id));
          const job = run && shownAt(run, nowMs() - this.detailLagMs, true);
          if (!job) throw new AzureError({ kind: 'notFound', what: 'job' });
          return job;
        }),
      points: async (item: ProtectedItem) =>
        this.#read('points', (): readonly RecoveryPoint[] => {
          const run = this.runs.find((one) => vmOf(one) === item.vm.name);
          return run && nowMs() >= this.pointsFromMs ? [aPoint({ at: new Date(run.startMs + 5_000) })] : [];
        }),
      policy: async () => {
        const { policy } = this;
        return policy === null ? refuse() : this.#read('policies', () => policy);
      },
      tags: refuse,
      trigger: refuse,
      cancel: refuse,
    };
  }
}

function vmOf({ id, vmName = id }: TrueRun): string {
  return vmName;
}

export function aWatch(level: WatchLevel, createdMs = 0): Watch {
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
