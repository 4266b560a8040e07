import type { JobKey } from '../../../services/backup/ids';
import { AzureError, type Vaults } from '../../../services/backup/vaults';
import { createMonitor, type Monitor } from '../../../services/monitor/poll/monitor';
import type { MonitorTables } from '../../../services/monitor/poll/parts';
import type { WatchedJob } from '../../../services/monitor/track/watchedJob';
import { randomFrom } from '../../../simulation/random';
import { runsTogether, watchedRun } from '../../../simulation/trueRuns';
import { ManualClock, settle } from '../../support/manualClock';
import { MemoryHistory, MemoryWatched } from '../../support/memoryWatched';
import { NOBODY_READ } from '../../support/monitorNight';
import { aKey } from '../../support/samples';

const refuse = async (): Promise<never> => {
  throw new AzureError({ kind: 'unavailable', status: 0 });
};
const UNREACHED: Vaults = {
  known: () => null,
  inventory: refuse,
  policy: refuse,
  tags: refuse,
  trigger: refuse,
  cancel: refuse,
  jobs: refuse,
  job: refuse,
  points: refuse,
};

/** A table that holds rows from the start: adding thousands one by one takes long. */
class Many extends MemoryWatched {
  readonly #jobs: readonly WatchedJob[];
  readonly #more = runsTogether(60, randomFrom(2), { vaults: 5 }).map(watchedRun);

  constructor(count: number) {
    super();
    const jobs = runsTogether(count, randomFrom(1), { vaults: 5 }).map(watchedRun);
    this.#jobs = jobs.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  override async open(after: JobKey | null, limit: number): Promise<readonly WatchedJob[]> {
    return this.#jobs.filter(({ key }) => key > (after ?? '')).slice(0, limit);
  }

  /** Somebody triggers one more backup. */
  async addOne(): Promise<void> {
    const next = this.#more.pop();
    if (next) await this.add({ ...next, key: aKey(`more-${this.#more.length}`), jobId: `more-${this.#more.length}` });
  }
}

describe('a watcher that is woken again and again', () => {
  const clock = new ManualClock();
  let monitor: Monitor;
  let rounds = 0;
  let coverages = 0;
  let isBroken = false;
  let watched: Many;
  const page = async (): Promise<readonly []> => {
    coverages += 1;
    return [];
  };
  const begin = async (count: number): Promise<void> => {
    rounds = 0;
    watched = new Many(count);
    monitor = createMonitor<MonitorTables>({
      vaults: UNREACHED,
      lastRead: NOBODY_READ,
      clock,
      onEnqueued: () => {},
      enqueue: async () => undefined,
      mayTell: async () => true,
      transaction: async (work) => {
        if (isBroken) return refuse();
        return work({ watched, history: new MemoryHistory(), watches: { page } });
      },
      budgetOf: () => {
        rounds += 1;
        return { perHour: 0, spent: [], blockedUntilMs: 0 };
      },
      share: async ({ subscriptions }) => new Set(subscriptions),
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    });
    monitor.start();
    while (rounds === 0) await settle();
  };
  afterEach(() => monitor.stop());
  const wakeOften = async (news: () => Promise<void>): Promise<void> => {
    for (let wakes = 0; wakes < 50; wakes += 1) {
      await news();
      monitor.wake();
      await settle();
    }
  };
  const addOne = (): Promise<void> => watched.addOne();

  it('when few are watched, then each wake with news is a round', async () => {
    await begin(3);
    await wakeOften(addOne);
    expect(rounds).toBeGreaterThan(20);
  });

  it('when there is no news, then a wake is no round', async () => {
    await begin(3);
    await wakeOften(async () => undefined);
    expect(rounds).toBe(1);
  });

  it('when the store fails just then, then a wake is made up for with the next look', async () => {
    await begin(3);
    isBroken = true;
    monitor.wake();
    await settle();
    isBroken = false;
    const before = coverages;
    await clock.advance(10_000);
    expect(coverages).toBeGreaterThan(before);
  });

  it('when thousands are watched, then wakes share a round until it has rested, and none is lost', async () => {
    await begin(1_500);
    await wakeOften(addOne);
    const during = rounds;
    expect(during).toBeLessThan(5);
    await clock.advance(100);
    expect(rounds).toBeGreaterThan(during);
  });
});
