import { MINUTE_MS } from '../services/platform/durations';
import { type BaselineResult, simulateNaive, simulateOracle } from '../simulation/baselines';
import { type SimulatedNight, simulateNight } from '../simulation/nightSimulator';
import { randomFrom } from '../simulation/random';
import { mostInAnHour, quantile } from '../simulation/statistics';
import { throttledAzure } from '../simulation/throttledAzure';
import { runsTogether } from '../simulation/trueRuns';

/** [jobs that start together, nights in a batch] */
const SIZES = [
  [1, 200],
  [2, 100],
  [10, 20],
  [50, 4],
  [200, 1],
] as const;
/** The worst batch is reported too. The planner's weights were tuned on other nights. */
const BATCHES = 3;
const SEED = 9_700_000;
/** While the backups run, a person asks for the `status` of one of the VMs each time so much has passed. */
const STATUS_MS = 5 * MINUTE_MS;
const VAULTS = [1, 5] as const;
/** [Azure's limit on reads of jobs an hour, the setting AZURE_JOB_READS_PER_HOUR (null: unset)] */
const LIMITS = [
  [150, null],
  [150, 135],
  [250, null],
  [450, null],
] as const;
const STRATEGIES = ['bot', 'naive', 'oracle'] as const;

interface WatchSetting {
  readonly limit: number;
  readonly watchMax: number | null;
  readonly jobs: number;
  readonly nights: number;
  readonly vaults: number;
}

/** Delays in seconds. Where the end of a job was seen first, its go-ahead counts until then. */
interface WatchRow extends WatchSetting {
  readonly strategy: (typeof STRATEGIES)[number];
  readonly refused: number;
  readonly readsPerJob: number;
  readonly mostInAnHour: number | null;
  readonly goAhead: DelayOfBatches;
  readonly toldWithEnd: number;
  readonly end: DelayOfBatches;
}
export interface Delay {
  readonly median: number;
  readonly p95: number;
}
interface DelayOfBatches extends Delay {
  /** The highest p95 of a batch. */
  readonly worst: number;
}
type StrategyNight = BaselineResult & { readonly most: number | null };

/** Delays until the reading: in the simulation, reads and messages take no time. */
function main(): void {
  const asJson = process.argv.includes('--json');
  const rows: WatchRow[] = [];
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

/** One row for each strategy. */
export function measure(setting: WatchSetting): WatchRow[] {
  const { limit, jobs, nights, vaults } = setting;
  const results: Record<WatchRow['strategy'], StrategyNight[]> = { bot: [], naive: [], oracle: [] };
  for (let night = 0; night < BATCHES * nights; night++) {
    const random = randomFrom(SEED + 1_000 * jobs + night);
    const runs = runsTogether(jobs, random, { vaults });
    const startMs = Math.min(...runs.map((run) => run.startMs));
    const azure = throttledAzure(setting, startMs);
    const truth: SimulatedNight = { runs, perHour: limit, gate: azure.gate, random, statusMs: STATUS_MS };
    for (let vault = 0; vault < vaults; vault++) azure.command(startMs);
    const { reads, ...delays } = simulateNight(truth);
    results.bot.push({ ...delays, reads: reads.length, refused: azure.refused(), most: mostInAnHour(reads) });
    results.naive.push({ ...simulateNaive(truth), most: null });
    results.oracle.push({ ...simulateOracle({ runs, perHour: azure.perHour() }), most: null });
  }
  return STRATEGIES.map((strategy) => rowOf(setting, strategy, results[strategy]));
}

function rowOf(setting: WatchSetting, strategy: WatchRow['strategy'], nights: readonly StrategyNight[]): WatchRow {
  const most = nights.map((night) => night.most);
  const sum = (of: (night: StrategyNight) => number): number => nights.reduce((total, night) => total + of(night), 0);
  return {
    ...setting,
    strategy,
    refused: sum(({ refused }) => refused),
    readsPerJob: sum(({ reads }) => reads) / (setting.jobs * nights.length),
    mostInAnHour: most.includes(null) ? null : Math.max(...most.map(Number)),
    goAhead: delayOf(nights.map((night) => [...night.goAheads, ...night.toldWithEnd])),
    toldWithEnd: sum(({ toldWithEnd }) => toldWithEnd.length) / (setting.jobs * nights.length),
    end: delayOf(nights.map(({ ends }) => ends)),
  };
}

function delayOf(nights: readonly (readonly number[])[]): DelayOfBatches {
  const size = nights.length / BATCHES;
  const rank = (some: typeof nights, share: number): number => Math.round(quantile(some.flat(), share));
  const batches = Array.from({ length: BATCHES }, (_, n) => nights.slice(n * size, (n + 1) * size));
  return {
    median: rank(nights, 0.5),
    p95: rank(nights, 0.95),
    worst: Math.max(...batches.map((batch) => rank(batch, 0.95))),
  };
}

const HEADER = `| limit | setting | jobs | vaults | strategy | 429s | reads a job | most in an hour | go-ahead median, p95, worst | told with the end only | end median, p95, worst |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
`;

function lineOf(row: WatchRow): string {
  const delay = ({ median, p95, worst }: DelayOfBatches): string => `${median}, ${p95}, ${worst}`;
  const cells = [
    row.limit,
    row.watchMax ?? 'unset',
    row.jobs,
    row.vaults,
    row.strategy,
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
