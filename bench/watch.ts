import { WORLDS } from '../playground/azure/service';
import { MINUTE_MS } from '../services/platform/durations';
import { type BaselineResult, simulateNaive, simulateOracle } from '../simulation/baselines';
import { BEFORE } from '../simulation/before/planner';
import { nightHints } from '../simulation/nightHints';
import { type SimulatedNight, simulateNight } from '../simulation/nightSimulator';
import { randomFrom } from '../simulation/random';
import { nightSeed, type SeedKind } from '../simulation/seeds';
import { mostInAnHour, quantile } from '../simulation/statistics';
import { throttledAzure } from '../simulation/throttledAzure';
import { learnedFrom, worldNight } from '../simulation/worlds';

/** Rows: jobs that start together, vaults, nights, Azure's limit on job reads an hour, and the goals in the grid. */
const SIZES = [
  { jobs: 1, vaults: 1, nights: 150, limit: 150, goal: '10, 15, 12' },
  { jobs: 10, vaults: 1, nights: 30, limit: 150, goal: '20, 20, 3.5' },
  { jobs: 10, vaults: 5, nights: 30, limit: 150, goal: '20, 60, 5' },
  { jobs: 50, vaults: 1, nights: 8, limit: 150, goal: '30, 60, 1.6' },
  { jobs: 50, vaults: 5, nights: 8, limit: 150, goal: '45, 600, 1.8' },
  { jobs: 200, vaults: 1, nights: 3, limit: 450, goal: '60, 60, 1.4' },
  { jobs: 200, vaults: 1, nights: 3, limit: 150, goal: '45 for 60, 60, 0.6' },
] as const;
/** Each world; `grid` also with Resource Graph, `shifted` also where the watcher has followed 30 backups since. */
const ROWS = [
  ...WORLDS.map((world) => ({ world, earlier: 0, hints: false })),
  { world: 'grid', earlier: 0, hints: true },
  { world: 'shifted', earlier: 30, hints: false },
] as const;
/** Goals of the end where Resource Graph shows it: it matters where one list does not serve all. */
const HINTED_GOALS: Readonly<Record<number, string>> = { 10: '20, 60, 5', 50: '45, 300, 1.8' };
/** A shift surprises a watcher who has followed so many backups. */
const BEFORE_SHIFT = 24;
/** While the backups run, a person asks for the `status` of one of the VMs each time so much has passed. */
const STATUS_MS = 5 * MINUTE_MS;
const STRATEGIES = ['bot', 'before', 'naive', 'oracle'] as const;

type Strategy = (typeof STRATEGIES)[number];

interface WatchSetting {
  readonly world?: (typeof WORLDS)[number];
  readonly earlier?: number;
  /** Whether Resource Graph shows jobs to the bot; no by default. */
  readonly hints?: boolean;
  readonly limit: number;
  /** The setting AZURE_JOB_READS_PER_HOUR (null: unset). */
  readonly watchMax: number | null;
  readonly jobs: number;
  readonly nights: number;
  readonly vaults: number;
  /** `reported` by default. */
  readonly seeds?: SeedKind;
}

export interface Delay {
  readonly median: number;
  readonly p95: number;
}
interface WatchRow extends WatchSetting {
  readonly strategy: Strategy;
  readonly refused: number;
  readonly readsPerJob: number;
  readonly mostInAnHour: number | null;
  /** Delays in seconds. Where the end of a job was seen first, its go-ahead counts until then. */
  readonly goAhead: Delay;
  /** Delays of the go-aheads alone. */
  readonly inTime: Delay;
  readonly toldWithEnd: number;
  readonly end: Delay;
}
type StrategyNight = BaselineResult & { readonly most: number | null };

/** Delays until the reading: in the simulation, reads and messages take no time. */
function main(): void {
  const asJson = process.argv.includes('--json');
  const only = process.env['BENCH_WORLD'];
  const seeds = process.env['BENCH_SEEDS'] === 'tuning' ? 'tuning' : 'reported';
  const rows: WatchRow[] = [];
  if (!asJson) process.stdout.write(HEADER);
  for (const row of ROWS.filter(({ world }) => only === undefined || world === only))
    for (const { goal, ...size } of SIZES.filter(({ vaults }) => !row.hints || vaults > 1)) {
      const measured = measure({ ...row, ...size, watchMax: null, seeds });
      rows.push(...measured);
      if (!asJson) process.stdout.write(lineOf(measured, goalOf(row, { goal, jobs: size.jobs })));
    }
  if (asJson) process.stdout.write(`${JSON.stringify(rows)}\n`);
}

function goalOf({ world, hints }: (typeof ROWS)[number], { goal, jobs }: { goal: string; jobs: number }): string {
  if (world !== 'grid') return '';
  return hints ? (HINTED_GOALS[jobs] ?? '') : goal;
}

/** One row for each strategy. */
export function measure(setting: WatchSetting): WatchRow[] {
  const { world = 'grid', earlier = 0, seeds = 'reported', limit, jobs, nights, vaults } = setting;
  const results: Record<Strategy, StrategyNight[]> = { bot: [], before: [], naive: [], oracle: [] };
  const beforeShift = world === 'shifted' ? BEFORE_SHIFT : 0;
  for (let night = 0; night < nights; night++) {
    const seed = nightSeed(seeds, jobs, night);
    const truth = worldNight(world, randomFrom(seed), { jobs, vaults, earlier, beforeShift });
    const { runs, aheadMs } = truth;
    const watched = (watcher: Pick<SimulatedNight, 'hints' | 'learned' | 'planner'>): { perHour: number } => {
      const startMs = Math.min(...runs.map((run) => run.startMs));
      const azure = throttledAzure(setting, startMs);
      for (let vault = 0; vault < vaults; vault++) azure.command(startMs);
      const conditions = { runs, aheadMs, perHour: limit, gate: azure.gate, statusMs: STATUS_MS };
      const { reads, ...delays } = simulateNight({ ...conditions, random: randomFrom(seed), ...watcher });
      const counted = { reads: reads.length, refused: azure.refused(), most: mostInAnHour(reads) };
      results[watcher.planner ? 'before' : 'bot'].push({ ...delays, ...counted });
      return { perHour: azure.perHour() };
    };
    watched({ planner: BEFORE });
    const hints = setting.hints ? nightHints(runs, randomFrom(seed + 1), null) : undefined;
    const { perHour } = watched({ learned: learnedFrom(truth.earlier), ...(hints && { hints }) });
    results.naive.push({ ...simulateNaive({ runs, perHour: limit }), most: null });
    results.oracle.push({ ...simulateOracle({ runs, perHour }), most: null });
  }
  return STRATEGIES.map((strategy) => rowOf(setting, strategy, results[strategy]));
}

function rowOf(setting: WatchSetting, strategy: Strategy, nights: readonly StrategyNight[]): WatchRow {
  const most = nights.map((night) => night.most);
  const sum = (of: (night: StrategyNight) => number): number => nights.reduce((total, night) => total + of(night), 0);
  return {
    ...setting,
    strategy,
    refused: sum(({ refused }) => refused),
    readsPerJob: sum(({ reads }) => reads) / (setting.jobs * nights.length),
    mostInAnHour: most.includes(null) ? null : Math.max(...most.map(Number)),
    goAhead: delayOf(nights.flatMap((night) => [...night.goAheads, ...night.toldWithEnd])),
    inTime: delayOf(nights.flatMap((night) => night.goAheads)),
    toldWithEnd: sum(({ toldWithEnd }) => toldWithEnd.length) / (setting.jobs * nights.length),
    end: delayOf(nights.flatMap(({ ends }) => ends)),
  };
}

function delayOf(seconds: readonly number[]): Delay {
  return { median: Math.round(quantile(seconds, 0.5)), p95: Math.round(quantile(seconds, 0.95)) };
}

const HEADER = `Of each strategy: p95 of go-ahead and end in seconds, reads a job; in brackets the share told with the end only.

| world | limit | jobs | vaults | bot | 429s | most in an hour | before | naive | oracle | goal |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
`;

function lineOf(rows: readonly WatchRow[], goal: string): string {
  const [bot] = rows;
  const cell = ({ inTime, goAhead, toldWithEnd, end, readsPerJob }: WatchRow): string =>
    toldWithEnd < 0.05
      ? `${goAhead.p95}, ${end.p95}, ${readsPerJob.toFixed(2)}`
      : `${inTime.p95} (${Math.round(100 * toldWithEnd)} %), ${end.p95}, ${readsPerJob.toFixed(2)}`;
  const world = `${bot?.world}${bot?.hints ? ', with hints' : ''}${bot?.earlier ? `, after ${bot.earlier}` : ''}`;
  const [own = '', ...others] = rows.map(cell);
  const cells = [world, bot?.limit, bot?.jobs, bot?.vaults, own, bot?.refused, bot?.mostInAnHour, ...others, goal];
  return `| ${cells.join(' | ')} |\n`;
}

if (require.main === module) main();
