import { exp, floor, max, min } from './math';

/**
 * Cumulative distribution of the time from an origin, in seconds, to an event of a backup job. It decides only when a
 * read is worth its price, never what is true.
 */
export interface CumulativeDistribution {
  /** Share of the jobs whose event has happened `s` seconds after the origin; grows towards 1. */
  at(s: number): number;
  /** The integral of `at` from 0 to `s`: expected seconds between the event and `s`. */
  integral(s: number): number;
}

/** The table has cells of 2 s over two and a half hours. Wider cells would blur peaks of a few seconds. */
const STEP_S = 2;
const CELLS = (2.5 * 3600) / STEP_S;
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

/** A share of the events, spread evenly between two times in seconds. */
export interface Piece {
  readonly mass: number;
  readonly fromS: number;
  readonly toS: number;
}

/** Probability mass per cell of the table. The rest up to 1 lies in the tail. */
export type Density = Float64Array;

export function densityOf(pieces: readonly Piece[]): Density {
  const density = new Float64Array(CELLS);
  for (const piece of pieces) spread(density, piece);
  return density;
}

function spread(density: Density, { mass, fromS, toS }: Piece): void {
  const from = max(0, fromS);
  const perS = mass / (toS - from);
  for (let i = floor(from / STEP_S); i * STEP_S < toS && i < CELLS; i++)
    density[i] = valueAt(density, i) + perS * (min(toS, (i + 1) * STEP_S) - max(from, i * STEP_S));
}

export function distributionOf(density: Density): CumulativeDistribution {
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

/** The first summand's thinly filled cells are merged over 20 s. Its peaks keep their places. */
const MERGED = 10;
const PEAK_MIN = 0.001;

/** Density of the sum of two independent times. */
export function convolve(first: Density, second: Density): Density {
  const sum = new Float64Array(CELLS);
  const add = (mass: number, from: number): void => {
    for (let j = 0; from + j < CELLS; j++) sum[from + j] = valueAt(sum, from + j) + mass * valueAt(second, j);
  };
  for (let block = 0; block < CELLS; block += MERGED) {
    let thin = 0;
    for (let i = block; i < block + MERGED; i++)
      if (valueAt(first, i) >= PEAK_MIN) add(valueAt(first, i), i);
      else thin += valueAt(first, i);
    if (thin > 0) add(thin, block + MERGED / 2);
  }
  return sum;
}
