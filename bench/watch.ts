import { JOB_READS, Throttle } from '../playground/azure/throttle';
import { createReadLimiter } from '../services/azure/readLimiter';
import { type Gate, mostInAnHour, type Night, quantile, runsTogether, simulateNight } from './nightSimulator';
import { type OtherResult, simulateNaive, simulateOracle } from './otherWatchers';
import { randomFrom } from './random';

/** Jobs that start together, and nights of them. */
const SIZES = [
  [1, 300],
  [2, 150],
  [10, 40],
  [50, 8],
  [200, 2],
] as const;
const VAULTS = [1, 5] as const;
/** Azure's limit of job reads an hour, and AZURE_JOB_READS_PER_HOUR; null: unset. */
const LIMITS = [
  [150, null],
  [150, 135],
  [250, null],
  [450, null],
] as const;
const WATCHERS = ['bot', 'naive', 'oracle'] as const;

export interface Setting {
  readonly limit: number;
  readonly watchMax: number | null;
  readonly jobs: number;
  readonly nights: number;
  readonly vaults: number;
}

/** Seconds. Of the go-aheads, one whose job's end was the first that showed counts until that end's message. */
export interface Row extends Setting {
  readonly watcher: (typeof WATCHERS)[number];
  readonly refused: number;
  readonly readsPerJob: number;
  readonly mostInAnHour: number | null;
  readonly goAhead: Delay;
  readonly toldWithEnd: number;
  readonly end: Delay;
}
export interface Delay {
  readonly median: number;
  readonly p95: number;
}
type Told = OtherResult & { readonly most: number | null };

/** Delays are those of the readings: in the simulation reads and messages take no time. */
function main(): void {
  const asJson = process.argv.includes('--json');
  const rows: Row[] = [];
  if (!asJson) process.stdout.write(HEADER);
  for (const [limit, watchMax] of LIMITS)
    for (const [jobs, nights] of SIZES)
      for (const vaults of VAULTS.filter((many) => many <= jobs)) {
        const measured = measure({ limit, watchMax, jobs, nights, vaults });
        rows.push(...measured);
        if (!asJson) process.stdout.write(measured.map(lineOf).join(''));
      }
  if (asJson) process.stdout.write(`${JSON.stringify(rows)}\n`);
}

/** One row for each watcher. */
export function measure(setting: Setting): Row[] {
  const { limit, jobs, nights, vaults } = setting;
  const told: Record<Row['watcher'], Told[]> = { bot: [], naive: [], oracle: [] };
  for (let seed = 0; seed < nights; seed++) {
    const random = randomFrom(1_000 * jobs + seed);
    const runs = runsTogether(jobs, random, { vaults });
    const startMs = Math.min(...runs.map((run) => run.startMs));
    const azure = azureOf(setting, startMs);
    const night: Night = { runs, perHour: limit, gate: azure.gate, random };
    for (let vault = 0; vault < vaults; vault++) azure.command(startMs);
    const { reads, ...delays } = simulateNight(night);
    told.bot.push({ ...delays, reads: reads.length, refused: azure.refused(), most: mostInAnHour(reads) });
    told.naive.push({ ...simulateNaive(night), most: null });
    told.oracle.push({ ...simulateOracle({ runs, perHour: azure.perHour() }), most: null });
  }
  return WATCHERS.map((watcher) => rowOf(setting, watcher, told[watcher]));
}

/** Azure's limit as the simulated Azure keeps it, behind the bot's own limiter, which learns it from the answers. */
function azureOf(
  { limit, watchMax }: Setting,
  startMs: number,
): { gate: Gate; command(nowMs: number): void; refused(): number; perHour(): number } {
  let clockMs = startMs;
  const clock = { now: () => new Date(clockMs), speed: 1, sleep: () => Promise.resolve() };
  const limiter = createReadLimiter({ clock, budgeted: true, watchMax });
  const azure = new Throttle(limit);
  const take = (share: 'command' | 'watch', nowMs: number): boolean => {
    clockMs = nowMs;
    if (limiter.take(share) !== null) return false;
    const answer = azure.read(JOB_READS, nowMs);
    if ('remaining' in answer) limiter.learn(answer.remaining);
    else limiter.block(new Date(nowMs + answer.retryAfterS * 1000));
    return 'remaining' in answer;
  };
  const budget = (nowMs: number): ReturnType<Gate['budget']> => {
    clockMs = nowMs;
    return limiter.budget('watch');
  };
  return {
    gate: { budget, take: (nowMs) => take('watch', nowMs) },
    // `backup now` looks at its vault's list for a backup that runs already.
    command: (nowMs) => take('command', nowMs),
    refused: () => azure.counts().throttled[JOB_READS] ?? 0,
    perHour: () => limiter.budget('watch').perHour,
  };
}

function rowOf(setting: Setting, watcher: Row['watcher'], nights: readonly Told[]): Row {
  const goAheads = nights.flatMap((night) => [...night.goAheads, ...night.untold]);
  const most = nights.map((night) => night.most);
  const sum = (of: (night: Told) => number): number => nights.reduce((total, night) => total + of(night), 0);
  return {
    ...setting,
    watcher,
    refused: sum(({ refused }) => refused),
    readsPerJob: sum(({ reads }) => reads) / (setting.jobs * nights.length),
    mostInAnHour: most.includes(null) ? null : Math.max(...most.map(Number)),
    goAhead: delayOf(goAheads),
    toldWithEnd: sum(({ untold }) => untold.length) / (setting.jobs * nights.length),
    end: delayOf(nights.flatMap(({ ends }) => ends)),
  };
}

function delayOf(seconds: readonly number[]): Delay {
  return { median: Math.round(quantile(seconds, 0.5)), p95: Math.round(quantile(seconds, 0.95)) };
}

const HEADER = `| limit | setting | jobs | vaults | watcher | 429s | reads a job | most in an hour | go-ahead median, p95 | told with the end only | end median, p95 |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
`;

function lineOf(row: Row): string {
  const delay = ({ median, p95 }: Delay): string => `${median} s, ${p95} s`;
  const cells = [
    row.limit,
    row.watchMax ?? 'unset',
    row.jobs,
    row.vaults,
    row.watcher,
    row.refused,
    row.readsPerJob.toFixed(1),
    row.mostInAnHour ?? '–',
    delay(row.goAhead),
    `${(100 * row.toldWithEnd).toFixed(0)} %`,
    delay(row.end),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

if (require.main === module) main();
