import { vaultKey } from '../../../services/backup/ids';
import type { VaultRef } from '../../../services/backup/types';
import { AzureError, type Reading, type Vaults } from '../../../services/backup/vaults';
import { createMonitor, type Monitor } from '../../../services/monitor/poll/monitor';
import type { MonitorTables } from '../../../services/monitor/poll/parts';
import { MINUTE_MS } from '../../../services/platform/durations';
import { shownAt, type TrueRun, vaultNamed, watchedRun } from '../../../simulation/trueRuns';
import { ManualClock } from '../../support/manualClock';
import { MemoryHistory, MemoryWatched } from '../../support/memoryWatched';
import { NOBODY_READ } from '../../support/monitorNight';

const LEASE_MS = 30_000;
const START_MS = Date.parse('2026-11-22T17:00:00Z');

/** Backups in three vaults of one subscription, and processes that share one store. */
class Shared {
  readonly clock = new ManualClock('2026-11-22T17:00:00Z');
  readonly watched = new MemoryWatched();
  readonly told: string[] = [];
  readonly reads: { readonly by: string; readonly what: string; readonly atMs: number }[] = [];
  readonly monitors = new Map<string, Monitor>();
  readonly #history = new MemoryHistory();
  readonly #leases = new Map<string, { owner: string; untilMs: number }>();
  /** Processes that were killed: their requests are never answered. */
  readonly #dead = new Set<string>();
  readonly #runs: readonly TrueRun[] = Array.from({ length: 6 }, (_, n) => {
    const startMs = START_MS + n * 20_000;
    const snapshotEndMs = startMs + 8 * MINUTE_MS;
    return { id: `job-${n}`, vault: vaultNamed(n % 3), startMs, snapshotEndMs, endMs: snapshotEndMs + 34 * MINUTE_MS };
  });

  async begin(...names: readonly string[]): Promise<void> {
    // Leases use real time; here it follows the bot's clock.
    jest.spyOn(performance, 'now').mockImplementation(() => this.clock.now().getTime());
    for (const run of this.#runs) await this.watched.add(watchedRun(run));
    for (const name of names) this.#start(name);
  }

  kill(name: string): void {
    this.#dead.add(name);
    this.monitors
      .get(name)
      ?.stop()
      .catch(() => undefined);
  }

  /** The process that read last. */
  get reader(): string {
    return this.reads.at(-1)?.by ?? '';
  }

  #start(name: string): void {
    const whileAlive = <T>(work: () => Promise<T>): Promise<T> =>
      this.#dead.has(name) ? new Promise(() => {}) : work();
    const monitor = createMonitor<MonitorTables>({
      vaults: this.#vaults(name),
      lastRead: NOBODY_READ,
      clock: this.clock,
      transaction: (work) =>
        whileAlive(() => work({ watched: this.watched, history: this.#history, watches: { page: async () => [] } })),
      enqueue: async (_tables, notices) => {
        for (const { vmName, event } of notices) if (event !== 'taskChanged') this.told.push(`${vmName} ${event}`);
      },
      onEnqueued: () => {},
      mayTell: async () => true,
      budgetOf: () => ({
        perHour: 75,
        spent: this.reads.filter(({ by }) => by === name).map(({ atMs }) => ({ atMs, reads: 1 })),
        blockedUntilMs: 0,
      }),
      claim: (subscription) => whileAlive(async () => this.#claim(subscription, name)),
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    });
    this.monitors.set(name, monitor);
    monitor.start();
  }

  #claim(lease: string, owner: string): boolean {
    const nowMs = performance.now();
    const held = this.#leases.get(lease);
    if (held && held.owner !== owner && held.untilMs >= nowMs) return false;
    this.#leases.set(lease, { owner, untilMs: nowMs + LEASE_MS });
    return true;
  }

  #vaults(by: string): Vaults {
    const read = <T>(what: string, value: () => T): Reading<T> => {
      const at = this.clock.now();
      this.reads.push({ by, what, atMs: at.getTime() });
      return { value: value(), at };
    };
    const refuse = async (): Promise<never> => {
      throw new AzureError({ kind: 'refused', message: 'not of this test' });
    };
    const shown = (run: TrueRun, withTasks: boolean) => shownAt(run, this.clock.now().getTime(), withTasks);
    return {
      known: () => null,
      policy: refuse,
      tags: refuse,
      trigger: refuse,
      cancel: refuse,
      inventory: async () => ({ value: { items: [], vaults: [], unread: [] }, at: this.clock.now() }),
      jobs: async (vault: VaultRef) =>
        read(vaultKey(vault), () =>
          this.#runs.filter((run) => vaultKey(run.vault) === vaultKey(vault)).flatMap((run) => shown(run, false) ?? []),
        ),
      job: async (_vault: VaultRef, id: string) =>
        read(id, () => {
          const job = shown(
            this.#runs.find((run) => run.id === id)!,
            true,
          );
          if (!job) throw new AzureError({ kind: 'notFound', what: 'job' });
          return job;
        }),
      points: async () => ({ value: [], at: this.clock.now() }),
    };
  }
}

describe('two processes on one store', () => {
  let shared: Shared;
  beforeEach(() => {
    shared = new Shared();
  });
  afterEach(async () => {
    const stopped = Promise.all([...shared.monitors.values()].map((monitor) => monitor.stop()));
    await Promise.race([stopped, new Promise((resolve) => setImmediate(resolve))]);
  });

  it('when both watch the same backups, then one of them reads, nothing twice for the same moment, and all is told once', async () => {
    await shared.begin('a', 'b');
    await shared.clock.advance(90 * MINUTE_MS);
    expect(new Set(shared.reads.map(({ by }) => by)).size).toBe(1);
    const moments = shared.reads.map(({ what, atMs }) => `${what} ${atMs}`);
    expect(new Set(moments).size).toBe(moments.length);
    for (const event of ['snapshotDone', 'ended'])
      expect(shared.told.filter((told) => told.endsWith(event)).sort()).toEqual(
        Array.from({ length: 6 }, (_, n) => `job-${n} ${event}`),
      );
  });

  it('when the one that reads is killed, then the other goes on within a lease, and nothing is told twice or lost', async () => {
    await shared.begin('a', 'b');
    await shared.clock.advance(8 * MINUTE_MS);
    const dead = shared.reader;
    const killedMs = shared.clock.now().getTime();
    shared.kill(dead);
    await shared.clock.advance(2 * MINUTE_MS);
    const [next] = shared.reads.filter(({ by }) => by !== dead);
    expect(next!.atMs - killedMs).toBeLessThanOrEqual(LEASE_MS + 3_000);
    await shared.clock.advance(90 * MINUTE_MS);
    expect(new Set(shared.reads.filter(({ atMs }) => atMs > killedMs).map(({ by }) => by))).toEqual(
      new Set([next!.by]),
    );
    expect(shared.told.filter((told) => told.endsWith('ended'))).toHaveLength(6);
    expect(new Set(shared.told).size).toBe(shared.told.length);
  });
});
