import fc from 'fast-check';

import { idKey } from '../../../../services/backup/ids';
import type { VaultRef } from '../../../../services/backup/types';
import { AzureError, type Reading, type Vaults } from '../../../../services/backup/vaults';
import { createMonitor, type Monitor } from '../../../../services/monitor/poll/monitor';
import type { MonitorTables } from '../../../../services/monitor/poll/parts';
import { createSlots } from '../../../../services/monitor/poll/slots';
import { MINUTE_MS } from '../../../../services/platform/durations';
import { shownAt, type TrueRun, watchedRun } from '../../../../simulation/trueRuns';
import { ManualClock, settle } from '../../../support/manualClock';
import { MemoryHistory, MemoryWatched } from '../../../support/memoryWatched';
import { aRun, NOBODY_READ } from '../../../support/monitorNight';
import { VAULT } from '../../../support/samples';

const FORBIDDEN = new AzureError(
  { kind: 'notAllowed', by: 'role', action: 'jobs', policy: '' },
  { code: 'AuthorizationFailed' },
);
const DOWN = new AzureError({ kind: 'unavailable', status: 503 });

/** Subscriptions sub-0, sub-1, … with a backup each. */
class Subscriptions {
  readonly clock = new ManualClock('2026-11-22T17:00:00Z');
  readonly watched = new MemoryWatched();
  readonly told: { readonly job: string; readonly event: string; readonly atMs: number }[] = [];
  readonly logged: { readonly level: string; readonly subscription: unknown; readonly message: string }[] = [];
  readonly reads: string[] = [];
  /** Subscriptions whose reads are answered only after `answerAll`. */
  hanging: readonly string[] = [];
  problemOf: (subscription: string) => AzureError | null = () => null;
  /** Subscriptions whose round throws. */
  broken: readonly string[] = [];
  readonly #unanswered: (() => void)[] = [];
  readonly #runs: readonly TrueRun[];
  readonly monitor: Monitor;

  constructor(count: number) {
    this.#runs = Array.from({ length: count }, (_, n) => ({
      ...aRun(`job-${n}`),
      vault: { ...VAULT, subscription: `sub-${n}` },
    }));
    const note =
      (level: string) =>
      (facts: unknown, message?: string): void => {
        const { subscription } = facts as { readonly subscription?: string };
        this.logged.push({ level, subscription, message: message ?? '' });
      };
    this.monitor = createMonitor<MonitorTables>({
      vaults: this.#vaults(),
      lastRead: NOBODY_READ,
      clock: this.clock,
      transaction: (work) =>
        work({ watched: this.watched, history: new MemoryHistory(), watches: { page: async () => [] } }),
      enqueue: async (_tables, notices) => {
        for (const { vmName, event } of notices)
          this.told.push({ job: vmName, event, atMs: this.clock.now().getTime() });
      },
      onEnqueued: () => {},
      mayTell: async () => true,
      budgetOf: (subscription) => {
        if (this.broken.includes(subscription)) throw DOWN;
        return { perHour: 75, spent: [], blockedUntilMs: 0 };
      },
      share: async ({ subscriptions }) => new Set(subscriptions),
      log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
    });
  }

  async start(): Promise<void> {
    for (const run of this.#runs) await this.watched.add(watchedRun(run));
    this.monitor.start();
  }

  answerAll(): void {
    for (const answer of this.#unanswered.splice(0)) answer();
  }

  /** Jobs of which this was told in time, within a minute. */
  toldInTime(event: 'snapshotDone' | 'ended'): readonly string[] {
    const trueMs = ({ snapshotEndMs, endMs }: TrueRun): number => (event === 'ended' ? endMs : snapshotEndMs);
    return this.#runs.flatMap((run) =>
      this.told.some((one) => one.job === run.id && one.event === event && one.atMs - trueMs(run) < MINUTE_MS)
        ? run.id
        : [],
    );
  }

  logsOf(subscription: string): readonly string[] {
    return this.logged
      .filter((one) => one.subscription === subscription && one.level !== 'debug')
      .map(({ level, message }) => `${level} ${message}`);
  }

  async #read<T>({ subscription }: VaultRef, value: () => T): Promise<Reading<T>> {
    const at = this.clock.now();
    this.reads.push(subscription);
    if (this.hanging.includes(subscription))
      await new Promise<void>((resolve) => {
        this.#unanswered.push(resolve);
      });
    const problem = this.problemOf(subscription);
    if (problem) throw problem;
    return { value: value(), at };
  }

  #vaults(): Vaults {
    const refuse = async (): Promise<never> => {
      throw new AzureError({ kind: 'refused', message: 'not of this test' });
    };
    const shown = (vault: VaultRef, withTasks: boolean) =>
      this.#runs
        .filter((run) => run.vault.subscription === vault.subscription)
        .flatMap((run) => shownAt(run, this.clock.now().getTime(), withTasks) ?? []);
    return {
      known: () => null,
      policy: refuse,
      tags: refuse,
      trigger: refuse,
      cancel: refuse,
      inventory: async () => ({ value: { items: [], vaults: [], unread: [] }, at: this.clock.now() }),
      jobs: (vault) => this.#read(vault, () => shown(vault, false)),
      job: (vault, id) => this.#read(vault, () => shown(vault, true).find((job) => job.id === id)!),
      points: async () => ({ value: [], at: this.clock.now() }),
    };
  }
}

describe('many subscriptions', () => {
  let azure: Subscriptions;
  const begin = async (count: number): Promise<void> => {
    azure = new Subscriptions(count);
    await azure.start();
  };
  afterEach(async () => {
    azure.hanging = [];
    azure.answerAll();
    await azure.monitor.stop();
  });
  const others = (count: number): readonly string[] => Array.from({ length: count - 1 }, (_, n) => `job-${n + 1}`);

  it.each<[string, () => void]>([
    ['hangs', () => (azure.hanging = ['sub-0'])],
    ['is forbidden', () => (azure.problemOf = (name) => (name === 'sub-0' ? FORBIDDEN : null))],
    ['is down', () => (azure.problemOf = (name) => (name === 'sub-0' ? DOWN : null))],
    ['breaks its rounds', () => (azure.broken = ['sub-0'])],
  ])('when one %s, then the others are told of as if it were not there', async (_, trouble) => {
    await begin(4);
    trouble();
    await azure.clock.advance(50 * MINUTE_MS);
    expect(azure.toldInTime('snapshotDone')).toEqual(others(4));
    expect(azure.toldInTime('ended')).toEqual(others(4));
  });

  it('when 30 of 31 hang, then the last one is told of as if it were alone', async () => {
    await begin(31);
    azure.hanging = Array.from({ length: 30 }, (_, n) => `sub-${n}`);
    await azure.clock.advance(50 * MINUTE_MS);
    expect(azure.toldInTime('ended')).toEqual(['job-30']);
  });

  it('when one fails for long, then the log says so once, again for another reason, and when it is read again', async () => {
    await begin(2);
    azure.problemOf = (name) => (name === 'sub-0' ? FORBIDDEN : null);
    await azure.clock.advance(20 * MINUTE_MS);
    const said = 'warn the jobs of a subscription cannot be read; others are';
    expect(azure.logsOf('sub-0')).toEqual([said]);
    azure.problemOf = (name) => (name === 'sub-0' ? DOWN : null);
    await azure.clock.advance(30 * MINUTE_MS);
    expect(azure.logsOf('sub-0')).toEqual([said, said]);
    azure.problemOf = () => null;
    await azure.clock.advance(10 * MINUTE_MS);
    expect(azure.logsOf('sub-0')).toEqual([said, said, 'info the jobs of a subscription are read again']);
    expect(azure.logsOf('sub-1')).toEqual([]);
  });

  it('when the rounds of one break, then the log says so once, and when they succeed again', async () => {
    await begin(2);
    azure.broken = ['sub-0'];
    await azure.clock.advance(20 * MINUTE_MS);
    azure.broken = [];
    await azure.clock.advance(MINUTE_MS);
    expect(azure.logsOf('sub-0')).toEqual([
      'error a round of a subscription failed; it goes on',
      'info the rounds of a subscription succeed again',
    ]);
  });

  it('when it is stopped, then it waits for the reads that run, and begins no further one', async () => {
    await begin(3);
    await azure.clock.advance(7 * MINUTE_MS);
    azure.hanging = ['sub-0', 'sub-1', 'sub-2'];
    await azure.clock.advance(5 * MINUTE_MS);
    const before = azure.reads.length;
    let isStopped = false;
    const stopped = azure.monitor.stop().then(() => (isStopped = true));
    await settle();
    expect(isStopped).toBe(false);
    azure.hanging = [];
    azure.answerAll();
    await stopped;
    expect(azure.reads).toHaveLength(before);
  });

  it('when a backup is asked for, then only the loop of its subscription is woken', async () => {
    await begin(3);
    await azure.clock.advance(2 * MINUTE_MS);
    const budgets: string[] = [];
    azure.broken = {
      includes: (name: string) => {
        budgets.push(name);
        return false;
      },
    } as unknown as readonly string[];
    const run = { ...aRun('job-9'), vault: { ...VAULT, subscription: 'sub-1' } };
    await azure.watched.add(watchedRun(run));
    azure.monitor.wake();
    await settle();
    await settle();
    expect(new Set(budgets)).toEqual(new Set(['sub-1']));
  });
});

describe('slots', () => {
  const SUBSCRIPTIONS = ['a', 'b', 'c'].map(idKey);

  it('no more run than one for each subscription and the shared ones; all come to run; a first read never waits', async () => {
    const reads = fc.array(fc.nat(2), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(reads, fc.nat(3), fc.infiniteStream(fc.nat(1_000)), async (asked, sharedMax, chance) => {
        const slots = createSlots(sharedMax);
        const running: { readonly subscription: string; readonly finish: () => void }[] = [];
        const count = (name: string): number => running.filter(({ subscription }) => subscription === name).length;
        const drawn = (below: number): number => Number(chance.next().value) % below;
        let done = 0;
        const finishOne = async (): Promise<void> => {
          running.splice(drawn(running.length), 1)[0]?.finish();
          await settle();
        };
        for (const index of asked) {
          const subscription = SUBSCRIPTIONS[index]!;
          const isFirst = count(subscription) === 0;
          const read = slots(subscription, () => new Promise((finish) => running.push({ subscription, finish })));
          void read.then(() => (done += 1));
          await settle();
          if (isFirst) expect(count(subscription)).toBe(1);
          const beyond = SUBSCRIPTIONS.map((one) => Math.max(0, count(one) - 1)).reduce((sum, one) => sum + one);
          expect(beyond).toBeLessThanOrEqual(sharedMax);
          if (running.length > 0 && drawn(3) === 0) await finishOne();
        }
        while (running.length > 0) await finishOne();
        expect(done).toBe(asked.length);
      }),
      { seed: 12, numRuns: 50 },
    );
  });
});
