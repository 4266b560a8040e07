import { exp, floor, max, min, round } from '../../services/monitor/planner/math';

/**
 * Cumulative distribution of the time from an origin, in seconds, to an event of a backup job, from 345 recorded jobs.
 * It decides only when a read is worth its price, never what is true.
 */
export interface CumulativeDistribution {
  /** Share of the jobs whose event has happened `s` seconds after the origin; grows towards 1. */
  at(s: number): number;
  /** The integral of `at` from 0 to `s`: expected seconds between the event and `s`. */
  integral(s: number): number;
}

/** The table has cells of 5 s over four hours. */
const STEP_S = 5;
const CELLS = (4 * 3600) / STEP_S;
/** Beyond the table, an exponential tail with this mean, in seconds, takes the rest. */
const TAIL_S = 3600;
/**
 * Older ages count as this one: a job may run for weeks. In an exponential tail the age makes no difference, and beyond
 * this age 1 - share rounds to 0.
 */
export const OLDEST_S = 16 * 3600;
/** Ages above this count as equal. */
const AGE_S_MAX = 2 * OLDEST_S;

/** Expected seconds from the unseen event to `toS`, given that it had not happened at `fromS`. */
export function expectedLateness(distribution: CumulativeDistribution, fromS: number, toS: number): number {
  const from = min(max(0, fromS), OLDEST_S);
  const to = from + max(0, toS - fromS);
  const before = distribution.at(from);
  const late = distribution.integral(to) - distribution.integral(from) - before * (to - from);
  return max(0, late) / (1 - before);
}

/** Probability that the event has happened by `toS`, given that it had not at `fromS`. */
export function probabilityBy(distribution: CumulativeDistribution, fromS: number, toS: number): number {
  const from = min(max(0, fromS), OLDEST_S);
  const before = distribution.at(from);
  return max(0, distribution.at(from + max(0, toS - fromS)) - before) / (1 - before);
}

/** Probability mass per cell of the table. The rest up to 1 lies in the tail. */
type Density = Float64Array;

function distributionOf(density: Density): CumulativeDistribution {
  const shares = new Float64Array(CELLS + 1);
  const areas = new Float64Array(CELLS + 1);
  for (let i = 0; i < CELLS; i++) {
    shares[i + 1] = valueAt(shares, i) + valueAt(density, i);
    areas[i + 1] = valueAt(areas, i) + ((valueAt(shares, i) + valueAt(shares, i + 1)) / 2) * STEP_S;
  }
  const end = CELLS * STEP_S;
  const rest = 1 - valueAt(shares, CELLS);
  return {
    at(age) {
      const s = max(0, age);
      if (s >= end) return 1 - rest * exp(-(min(s, AGE_S_MAX) - end) / TAIL_S);
      const i = floor(s / STEP_S);
      return valueAt(shares, i) + (valueAt(density, i) * (s - i * STEP_S)) / STEP_S;
    },
    integral(s) {
      if (s >= end) return valueAt(areas, CELLS) + (s - end) - rest * TAIL_S * (1 - exp(-(s - end) / TAIL_S));
      const i = floor(s / STEP_S);
      const x = s - i * STEP_S;
      return valueAt(areas, i) + valueAt(shares, i) * x + (valueAt(density, i) * x * x) / (2 * STEP_S);
    },
  };
}

function valueAt(cells: Float64Array, i: number): number {
  return cells[i] ?? 0;
}

function spread(density: Density, mass: number, [fromS, toS]: readonly [number, number]): void {
  const first = floor(fromS / STEP_S);
  const last = max(first + 1, round(toS / STEP_S));
  for (let i = first; i < last && i < CELLS; i++) density[i] = valueAt(density, i) + mass / (last - first);
}

/** Share of the snapshots that Azure retries. */
const RETRIED = 0.025;
/** Probability mass for durations that no recording shows, so that none counts as impossible. */
const ODD = 0.02;

/**
 * Time from the job's start to the end of its task `Take Snapshot`: none before 307 s, half by 465 s, 90 % by 489 s. A
 * retry adds 300 s.
 */
function snapshotDensity(): Density {
  const density = new Float64Array(CELLS);
  const usual = 1 - RETRIED - ODD;
  for (const [mass, from, to] of SNAPSHOT) {
    spread(density, usual * mass, [from, to]);
    for (let retry = 1; retry <= 5; retry++)
      spread(density, (RETRIED * mass) / 5, [from + retry * 300, to + retry * 300]);
  }
  spread(density, ODD / 4, [20, 320]);
  spread(density, ODD / 2, [500, 4000]);
  return density;
}
/** Rows of [mass, from, to], in seconds. */
const SNAPSHOT = [
  [0.1, 305, 325],
  [0.4, 325, 465],
  [0.4, 465, 490],
  [0.1, 490, 520],
] as const;

/**
 * Time from the end of the snapshot to the end of the job, as [mass, minutes]. Azure's service checks every ten
 * minutes.
 */
const ENDS = [
  [0.02, 10],
  [0.02, 14],
  [0.06, 24],
  [0.52, 34],
  [0.1, 44],
  [0.08, 54],
  [0.06, 64],
  [0.05, 74],
  [0.03, 84],
  [0.03, 104],
  [0.02, 134],
  [0.01, 184],
] as const;
/** Share of jobs that end between those checks: failed ones, cancelled ones, and those with a third task. */
const BETWEEN = 0.08;
/** Share of ends up to 40 s after a check, because the recordings were read only every 30 s. */
const SOFT = 0.05;

function endDensity(): Density {
  const density = new Float64Array(CELLS);
  for (const [mass, minutes] of ENDS) {
    const atS = minutes * 60;
    spread(density, mass * (1 - BETWEEN) * (1 - SOFT), [atS, atS + 20]);
    spread(density, mass * (1 - BETWEEN) * SOFT, [atS + 20, atS + 60]);
  }
  spread(density, BETWEEN * 0.8, [60, 5400]);
  return density;
}

/** Time to the end of a job, from the first reading that shows Azure cancelling it. */
function cancelDensity(): Density {
  const density = new Float64Array(CELLS);
  spread(density, 0.7, [0, 240]);
  spread(density, 0.25, [240, 1800]);
  return density;
}

/** Density of the sum of two independent times. */
function convolve(first: Density, second: Density): Density {
  const sum = new Float64Array(CELLS);
  for (let i = 0; i < CELLS; i++) {
    const mass = valueAt(first, i);
    if (mass > 0) for (let j = 0; i + j < CELLS; j++) sum[i + j] = valueAt(sum, i + j) + mass * valueAt(second, j);
  }
  return sum;
}

/** Computes the distribution once, at the first use. */
function lazily(make: () => CumulativeDistribution): () => CumulativeDistribution {
  let made: CumulativeDistribution | undefined;
  return () => (made ??= make());
}

/** Time from the job's start to the end of the snapshot. */
export const snapshotEnd = lazily(() => distributionOf(snapshotDensity()));
/** Time from the end of the snapshot to the end of the job. */
export const endAfterSnapshot = lazily(() => distributionOf(endDensity()));
/** Time from the start to the end of a job, if no reading has shown its snapshot done. */
export const endAfterStart = lazily(() => distributionOf(convolve(snapshotDensity(), endDensity())));
/** Time to the end of a job, from the first reading that shows Azure cancelling it. */
export const endAfterCancel = lazily(() => distributionOf(cancelDensity()));
