// Looked up once: these run a million times a night.
const { min, max, floor, exp, round } = Math;

/**
 * When things happen to a backup job, as 345 recorded ones did (AZURE.md 3): shares over the seconds since an origin.
 * They only say when a read is worth its price, never what is true.
 */
export interface CumulativeDistribution {
  /** Share of the jobs by `s` seconds; grows, and nears 1 for ever. */
  at(s: number): number;
  /** The integral of `share` from 0 to `s`. */
  integral(s: number): number;
}

const STEP_S = 5;
const CELLS = (4 * 3600) / STEP_S;
/** Behind the table the rest goes on as an exponential of this mean. */
const TAIL_S = 3600;
/** A job may run for weeks. What is older is as if it were so old: the tail has no memory, and its share would round to 1. */
export const OLDEST_S = 16 * 3600;
/** Nothing is told apart so far behind it. */
const AGE_S_MAX = 2 * OLDEST_S;

/** Seconds that somebody is expected to have waited unseen at `toS`, given that it had not happened at `fromS`. */
export function expectedLateness(curve: CumulativeDistribution, fromS: number, toS: number): number {
  const from = min(max(0, fromS), OLDEST_S);
  const to = from + max(0, toS - fromS);
  const before = curve.at(from);
  const late = curve.integral(to) - curve.integral(from) - before * (to - from);
  return max(0, late) / (1 - before);
}

/** Chance that it happens by `toS`, given that it had not at `fromS`. */
export function probabilityBy(curve: CumulativeDistribution, fromS: number, toS: number): number {
  const from = min(max(0, fromS), OLDEST_S);
  const before = curve.at(from);
  return max(0, curve.at(from + max(0, toS - fromS)) - before) / (1 - before);
}

/** Mass per cell of the table; what is missing to 1 lies in the tail. */
type Density = Float64Array;

function curveOf(density: Density): CumulativeDistribution {
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

const RETRIED = 0.025;
/** Never certain: what no recording shows still gets a little. */
const ODD = 0.02;

/** `Take Snapshot` from the job's start: none before 307 s, half by 465 s, 90 % by 489 s; a retry adds five minutes. */
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
const SNAPSHOT = [
  [0.1, 305, 325],
  [0.4, 325, 465],
  [0.4, 465, 490],
  [0.1, 490, 520],
] as const;

/** The end from the snapshot's: Azure's service looks every ten minutes. [share, minutes] */
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
/** Those that end between the looks: failed, cancelled, with a third task (AZURE.md 3). */
const BETWEEN = 0.08;
/** The recordings looked every 30 s: some of the looks may take longer. */
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

/** The end of a job that is being cancelled, from the moment that it was seen so. */
function cancelDensity(): Density {
  const density = new Float64Array(CELLS);
  spread(density, 0.7, [0, 240]);
  spread(density, 0.25, [240, 1800]);
  return density;
}

function convolve(first: Density, second: Density): Density {
  const sum = new Float64Array(CELLS);
  for (let i = 0; i < CELLS; i++) {
    const mass = valueAt(first, i);
    if (mass > 0) for (let j = 0; i + j < CELLS; j++) sum[i + j] = valueAt(sum, i + j) + mass * valueAt(second, j);
  }
  return sum;
}

/** Worked out once, at the first use. */
function lazily(make: () => CumulativeDistribution): () => CumulativeDistribution {
  let made: CumulativeDistribution | undefined;
  return () => (made ??= make());
}

/** Since the job's start. */
export const snapshotEnd = lazily(() => curveOf(snapshotDensity()));
/** Since the snapshot's end. */
export const endAfterSnapshot = lazily(() => curveOf(endDensity()));
/** Since the job's start, where nobody has seen the snapshot end. */
export const endAfterStart = lazily(() => curveOf(convolve(snapshotDensity(), endDensity())));
/** Since somebody cancelled it. */
export const endAfterCancel = lazily(() => curveOf(cancelDensity()));
