import { pino } from 'pino';

import type { ReadCount } from '../../../services/backup/readCounts';
import { createReadLedger, type ReadCountStore, type ReadLedger } from '../../../services/readBudget/ledger';
import type { LimiterRegistry } from '../../../services/readBudget/limiter';
import { createReadLimiter, type ReadLimiter } from '../../../services/readBudget/limiter';
import { ManualClock } from '../../support/manualClock';

const BUDGET = 'subscription jobs/read';

/** What every process writes to, and how often. */
class Kept implements ReadCountStore {
  readonly rows = new Map<string, ReadCount & { readonly owner: string }>();
  written = 0;
  isGone = false;

  async transaction<T>(work: Parameters<ReadCountStore['transaction']>[0]): Promise<T> {
    if (this.isGone) throw new RangeError('no database');
    const done = await work({
      readCounts: {
        put: async (owner, counts) => {
          this.written += counts.length;
          for (const count of counts)
            this.rows.set([owner, count.budget, count.kind, count.atMs].join(), { ...count, owner });
        },
        ofOthers: async (owner) => [...this.rows.values()].filter((row) => row.owner !== owner),
      },
    });
    return done as T;
  }
}

const clock = new ManualClock();
let kept: Kept;
const started: ReadLedger[] = [];

beforeEach(() => {
  kept = new Kept();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((ledger) => ledger.stop()));
});

/** One process. */
async function start(): Promise<{ limiter: ReadLimiter; ledger: ReadLedger }> {
  const limiter = createReadLimiter({ clock, assumed: true, watchMax: null });
  const budgets: LimiterRegistry = {
    all: () => new Map([[BUDGET, limiter]]),
    named: (name) => (name === BUDGET ? limiter : null),
  };
  const ledger = createReadLedger({ store: kept, budgets, clock, log: pino({ level: 'silent' }) });
  started.push(ledger);
  await ledger.start();
  return { limiter, ledger };
}

function take(limiter: ReadLimiter, times: number): number {
  return Array.from({ length: times }, () => limiter.take('watch')).filter((refusal) => refusal === null).length;
}

it('when a process ends, then the next one goes on with what it spent and with the limit that it saw', async () => {
  const first = await start();
  first.limiter.answered(299);
  take(first.limiter, 100);
  await first.ledger.stop();

  const { limiter } = await start();

  expect(limiter.state()).toMatchObject({ limit: 299, used: { watch: 100 } });
  expect(take(limiter, 100)).toBe(49);
});

it('when Azure asked one process to wait, then the next one waits', async () => {
  const first = await start();
  const until = new Date(clock.now().getTime() + 324_000);
  first.limiter.block(until);
  await first.ledger.stop();

  expect((await start()).limiter.take('command')).toEqual({ own: false, until });
});

it('when nothing was read, then nothing is written; when something was, then only that', async () => {
  const { limiter, ledger } = await start();
  await ledger.stop();
  expect(kept.written).toBe(0);
  take(limiter, 50);
  await ledger.stop();
  expect(kept.written).toBe(1);
  await clock.advance(60_000);
  take(limiter, 1);
  await ledger.stop();
  expect(kept.written).toBe(2);
});

it('when the database is gone, then reads go on, and are written once it is back', async () => {
  kept.isGone = true;
  const { limiter, ledger } = await start();
  expect(take(limiter, 5)).toBe(5);
  await ledger.stop();
  kept.isGone = false;
  await ledger.stop();

  expect([...kept.rows.values()]).toMatchObject([{ budget: BUDGET, kind: 'watch', value: 5 }]);
});

it('when another keeps counts of a budget that is not ours, then they are nothing to us', async () => {
  kept.rows.set('x', { budget: 'other', kind: 'watch', atMs: clock.now().getTime(), value: 75, owner: 'x' });
  expect(take((await start()).limiter, 80)).toBe(75);
});
