import { HOUR_MS, MINUTE_MS } from '../services/platform/durations';
import { nightHints } from '../simulation/nightHints';
import { simulateNight } from '../simulation/nightSimulator';
import { randomFrom } from '../simulation/random';
import { nightSeed } from '../simulation/seeds';
import { mostInAnHour, quantile } from '../simulation/statistics';
import { throttledAzure } from '../simulation/throttledAzure';
import { NIGHT_MS, runsScheduled } from '../simulation/trueRuns';

/** The night of the goal: `watch all`, and nobody asks for a backup. */
const NIGHT = { jobs: 2_000, vaults: 200, limit: 150, failing: 0.03, nights: 3 } as const;
/** Backups of one policy begin within two hours, usually within 5 to 20 minutes; policies differ by hours. */
const WITHIN_MS = 2 * HOUR_MS;

const IN_TIME_S = 180;

interface Delays {
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

interface HintsRow {
  readonly hints: boolean;
  /** From a start or an end to the row that shows it; absent without hints. */
  readonly startRow?: Delays;
  readonly endRow?: Delays;
  /** From an end to the reading that shows it: of failures, which are told, and of all others. */
  readonly failure: Delays;
  /** From the row of a failure to that reading. */
  readonly afterRow?: Delays;
  /** The share of the failures that are read within 3 minutes. */
  readonly inTime: number;
  readonly other: Delays;
  readonly mostInAnHour: number;
  readonly reads: number;
}

function main(): void {
  const rows = [true, false].map((hints) => measure(hints));
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(rows)}\n`);
  else process.stdout.write(HEADER + rows.map(lineOf).join(''));
}

function measure(withHints: boolean): HintsRow {
  const nights = Array.from({ length: NIGHT.nights }, (_, night) => oneNight(withHints, night));
  const all = (of: (night: ReturnType<typeof oneNight>) => readonly number[]): Delays => delaysOf(nights.flatMap(of));
  return {
    hints: withHints,
    ...(withHints && {
      startRow: all((night) => night.startRow),
      endRow: all((night) => night.endRow),
      afterRow: all((night) => night.afterRow),
    }),
    inTime: share(nights.flatMap(({ failure }) => failure)),
    failure: all((night) => night.failure),
    other: all((night) => night.other),
    mostInAnHour: Math.max(...nights.map(({ most }) => most)),
    reads: nights.reduce((sum, { reads }) => sum + reads, 0) / nights.length,
  };
}

function oneNight(withHints: boolean, night: number) {
  const { jobs, vaults, limit, failing } = NIGHT;
  // Seeds are for at most 1,000 backups; nights of one have room for these.
  const random = randomFrom(nightSeed('reported', 1, 600 + night));
  const runs = runsScheduled(jobs, random, { vaults, failing, withinMs: WITHIN_MS });
  const hints = nightHints(runs, random, 'failures');
  const azure = throttledAzure({ limit, watchMax: null }, NIGHT_MS);
  const { ends, reads } = simulateNight({
    ...{ runs, random, perHour: limit, gate: azure.gate, discovers: true, scheduledMs: NIGHT_MS },
    ...(withHints && { hints }),
  });
  const rowMs = hints.shown.map(({ run, seenEndMs }) => (seenEndMs ?? Infinity) - run.endMs);
  const isFailure = runs.map(({ endState }) => endState === 'failed');
  return {
    startRow: hints.shown.map(({ run, seenStartMs }) => ((seenStartMs ?? Infinity) - run.startMs) / 1000),
    endRow: rowMs.map((ms) => ms / 1000),
    afterRow: ends.map((s, place) => s - (rowMs[place] ?? 0) / 1000).filter((_, place) => isFailure[place]),
    failure: ends.filter((_, place) => isFailure[place]),
    other: ends.filter((_, place) => !isFailure[place]),
    most: mostInAnHour(reads),
    reads: reads.length,
  };
}

function share(seconds: readonly number[]): number {
  return seconds.filter((s) => s <= IN_TIME_S).length / seconds.length;
}

function delaysOf(seconds: readonly number[]): Delays {
  const [median, p95, max] = [0.5, 0.95, 1].map((share) => Math.round(quantile(seconds, share)));
  return { median: median ?? NaN, p95: p95 ?? NaN, max: max ?? NaN };
}

const HEADER = `${NIGHT.vaults} vaults, ${NIGHT.jobs} scheduled backups within ${WITHIN_MS / MINUTE_MS} minutes, ${100 * NIGHT.failing} % fail, watch all, limit ${NIGHT.limit}.
Median / p95 / most, in seconds.

| hints | row of a start | row of an end | failure read | in 3 min | after its row | other end read | most reads in an hour | reads a night |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
`;

function lineOf({ startRow, endRow, failure, afterRow, other, ...row }: HintsRow): string {
  const text = (d?: Delays): string => (d ? `${d.median} / ${d.p95} / ${d.max}` : '');
  const inTime = `${Math.round(100 * row.inTime)} %`;
  const delays = [text(startRow), text(endRow), text(failure), inTime, text(afterRow), text(other)];
  return `| ${[row.hints ? 'with' : 'without', ...delays, row.mostInAnHour, Math.round(row.reads)].join(' | ')} |\n`;
}

if (require.main === module) main();
