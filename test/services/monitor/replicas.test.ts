import { type IdKey, idKey, vaultKey } from '../../../services/backup/ids';
import type { VaultRef } from '../../../services/backup/types';
import { AzureError, type Reading, type Vaults } from '../../../services/backup/vaults';
import { createMonitor, type Monitor } from '../../../services/monitor/poll/monitor';
import type { MonitorTables } from '../../../services/monitor/poll/parts';
import { readerOf, takeShare } from '../../../services/monitor/poll/share';
import { MINUTE_MS } from '../../../services/platform/durations';
import { shownAt, type TrueRun, vaultNamed, watchedRun } from '../../../simulation/trueRuns';
import { ManualClock } from '../../support/manualClock';
import { memoryLeases } from '../../support/memoryLeases';
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
  readonly #leases = memoryLeases(new Map(), LEASE_MS);
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
      share: (wish) => whileAlive(() => takeShare(this.#leases, name, wish)),
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    });
    this.monitors.set(name, monitor);
    monitor.start();
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

describe('the shares of replicas', () => {
  const SUBSCRIPTIONS = Array.from({ length: 300 }, (_, n) => idKey(`sub-${n}`));
  let realMs = 0;
  beforeEach(() => {
    realMs = 1_000;
    jest.spyOn(performance, 'now').mockImplementation(() => realMs);
  });

  it('when three live, then each reads about a third, and each subscription has one reader', async () => {
    const leases = memoryLeases(new Map(), LEASE_MS);
    const held = new Map<string, ReadonlySet<IdKey>>();
    for (let round = 0; round < 3; round += 1)
      for (const replica of ['a', 'b', 'c'])
        held.set(
          replica,
          await takeShare(leases, replica, {
            subscriptions: SUBSCRIPTIONS,
            held: held.get(replica) ?? new Set(),
            renew: true,
          }),
        );
    const shares = [...held.values()];
    expect(new Set(shares.flatMap((share) => [...share])).size).toBe(300);
    expect(shares.reduce((sum, { size }) => sum + size, 0)).toBe(300);
    for (const { size } of shares) expect(size).toBeGreaterThan(60);
  });

  it('when one dies, then the others have its subscriptions after the lease, and keep their own', async () => {
    const leases = memoryLeases(new Map(), LEASE_MS);
    const shareOf = (replica: string, held: ReadonlySet<IdKey> = new Set()): Promise<ReadonlySet<IdKey>> =>
      takeShare(leases, replica, { subscriptions: SUBSCRIPTIONS, held, renew: true });
    await shareOf('b');
    const before = await shareOf('a');
    expect(before.size).toBeLessThan(200);
    realMs += LEASE_MS - 1_000;
    expect(await shareOf('a', before)).toEqual(before);
    realMs += 1_001;
    expect((await shareOf('a', before)).size).toBe(300);
  });

  it('when no renewal is due, then only what is not held is claimed', async () => {
    const leases = memoryLeases(new Map(), LEASE_MS);
    const claimed: string[] = [];
    const claimAll: typeof leases.claimAll = async (names, owner) => {
      claimed.push(...names);
      return leases.claimAll(names, owner);
    };
    const held = new Set(SUBSCRIPTIONS.slice(1));
    const share = await takeShare({ ...leases, claimAll }, 'a', { subscriptions: SUBSCRIPTIONS, held, renew: false });
    expect({ claimed, size: share.size }).toEqual({ claimed: ['read sub-0'], size: 300 });
  });

  it('when one comes or goes, then only its own subscriptions move', () => {
    for (const subscription of SUBSCRIPTIONS) {
      const reader = readerOf(subscription, ['a', 'b', 'c']);
      if (reader !== 'c') expect(readerOf(subscription, ['b', 'a'])).toBe(reader);
    }
  });
});
