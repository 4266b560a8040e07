import { type Piece } from './density';

/**
 * What may be true of Azure's clock in one subscription. Azure looks every five minutes whether a phase is over, so its
 * events lie on a grid (docs/azure.md). A hypothesis names the grid's place and how often snapshots are retried, or
 * says that there is no grid. It is a mixture of even pieces over the seconds since the phase began.
 */
export interface Hypothesis {
  readonly prior: number;
  readonly pieces: readonly Piece[];
}

type Row = readonly [mass: number, fromS: number, toS: number];

/** Shifts of the grid are tried in steps of 5 s: with each peak's own width, nothing falls between two of them. */
const SHIFT_STEP_S = 5;
const HALF_GRID_S = 150;
/** The grid changed its place once in nine years (docs/azure.md). */
const SHIFTED = 0.02;
const SCATTERED = 0.03;

/** Seconds from `job.startTime` to the first tick at which a snapshot ends, as 94 exact times show it. */
const FIRST_TICK: readonly Row[] = [
  [0.1, 456, 457.3],
  [0.39, 457.3, 460.4],
  [0.4, 460.4, 465.5],
  [0.1, 465.5, 471],
  [0.01, 471, 476],
];
/** A retry takes one turn of the service more. Retries widen the peak, by this much each. */
const RETRY_S = 300.6;
const WIDER_S = 1;
const RETRIES = 5;
/** Share of the snapshots that are retried; in a bad night it may be the second number. */
const RETRIED = 0.025;
const RETRIED_OFTEN = 0.25;
const BAD_NIGHT = 0.02;

/** Snapshots that no recording shows: 3 %. */
const ODD_SNAPSHOT: readonly Row[] = [
  [0.001, 20, 320],
  [0.01, 320, 620],
  [0.012, 500, 4000],
];

/** The distribution without a grid, from recordings read every 30 s, of eight years. */
const SNAPSHOT_WITHOUT_GRID: readonly Row[] = [
  [0.1, 305, 325],
  [0.4, 325, 465],
  [0.4, 465, 490],
  [0.1, 490, 520],
];

function snapshotHypothesis(prior: number, shiftS: number, retried: number): Hypothesis {
  const odd = total(ODD_SNAPSHOT);
  const ticks = Array.from({ length: RETRIES + 1 }, (_, retry) =>
    FIRST_TICK.map(([mass, from, to]): Row => {
      const share = retry === 0 ? 1 - retried : retried / RETRIES;
      const laterS = shiftS + retry * RETRY_S;
      return [(1 - odd) * share * mass, from + laterS - retry * WIDER_S, to + laterS + retry * WIDER_S];
    }),
  ).flat();
  return { prior, pieces: piecesOf([...ticks, ...ODD_SNAPSHOT]) };
}

function snapshotsWithoutGrid(prior: number): Hypothesis {
  const retried = Array.from({ length: RETRIES }, (_, n) => (n + 1) * 300).flatMap((laterS) =>
    SNAPSHOT_WITHOUT_GRID.map(([mass, from, to]): Row => [(mass * RETRIED) / RETRIES, from + laterS, to + laterS]),
  );
  const usual = SNAPSHOT_WITHOUT_GRID.map(([mass, from, to]): Row => [mass * (0.98 - RETRIED), from, to]);
  return { prior, pieces: piecesOf([...usual, ...retried, [0.005, 20, 320], [0.01, 500, 4000]]) };
}

/** Offset of a job's end from the grid, in seconds: 225 of 243 jobs within 5 s. */
const END_OFFSET: readonly Row[] = [
  [0.01, -40, -30.5],
  [0.02, -30.5, -5],
  [0.07, -5, -0.6],
  [0.4, -0.6, 0.4],
  [0.4, 0.4, 3],
  [0.06, 3, 5],
  [0.03, 5, 23.5],
  [0.01, 23.5, 40],
];
/** The grid of ends begins 214 s after the snapshot's own `endTime`. */
const END_GRID_S = 214;
const END_TURN_S = 300;
/** Shares of the jobs by the turn `k` of the grid at which they end: nearly always an even one. */
const END_TURNS: readonly (readonly [share: number, k: number])[] = [
  [0.54, 6],
  [0.22, 10],
  [0.09, 14],
  [0.04, 12],
  [0.03, 8],
  [0.025, 2],
  [0.02, 4],
  ...[3, 9].map((k) => [0.02 / 2, k] as const),
  ...[0, 16, 18, 20, 22, 24, 26].map((k) => [0.015 / 7, k] as const),
];
/** Ends between the turns: failed and cancelled jobs, warnings, and jobs with a third task. */
const BETWEEN: readonly Row[] = [
  [0.015, 5, 5400],
  [0.005, 5400, 9000],
];
/** Minutes from the snapshot to ends without a grid, by recordings read every 30 s. Most come within the next 20 s. */
const ENDS_WITHOUT_GRID: readonly (readonly [share: number, minutes: number])[] = [
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
];

function endsWithoutGrid(prior: number): Hypothesis {
  const ends = ENDS_WITHOUT_GRID.flatMap(([share, minutes]): Row[] => [
    [0.874 * share, minutes * 60, minutes * 60 + 20],
    [0.046 * share, minutes * 60 + 20, minutes * 60 + 60],
  ]);
  return { prior, pieces: piecesOf([...ends, [0.07, 60, 5400]]) };
}

function endHypothesis(prior: number, shiftS: number): Hypothesis {
  const onGrid = 1 - total(BETWEEN) - 0.005;
  const ends = END_TURNS.flatMap(([share, k]) =>
    END_OFFSET.map(([mass, from, to]): Row => {
      const atS = END_GRID_S + END_TURN_S * k + shiftS;
      return [onGrid * share * mass, atS + from, atS + to];
    }),
  );
  return { prior, pieces: piecesOf([...ends, ...BETWEEN]) };
}

/** Seconds to the end of a job, from the first reading that shows Azure cancelling it. */
export const CANCELLED: readonly Piece[] = piecesOf([
  [0.7, 0, 240],
  [0.25, 240, 1800],
]);

const SHIFTS = Array.from({ length: (2 * HALF_GRID_S) / SHIFT_STEP_S + 1 }, (_, n) => n * SHIFT_STEP_S - HALF_GRID_S);
const OTHER_SHIFTS = SHIFTS.filter((shiftS) => shiftS !== 0);
const OF_EACH = SHIFTED / OTHER_SHIFTS.length;

/** The index, in both lists, of the hypothesis that there is no grid. */
export const WITHOUT_GRID = 1;

/** Hypotheses on the seconds from a job's start to its snapshot's end. The first is what the recordings show. */
export const SNAPSHOT_HYPOTHESES: readonly Hypothesis[] = [
  snapshotHypothesis(1 - SHIFTED - SCATTERED - BAD_NIGHT, 0, RETRIED),
  snapshotsWithoutGrid(SCATTERED),
  snapshotHypothesis(BAD_NIGHT, 0, RETRIED_OFTEN),
  ...OTHER_SHIFTS.map((shiftS) => snapshotHypothesis(OF_EACH, shiftS, RETRIED)),
];

/** Hypotheses on the seconds from a snapshot's end to its job's end. The first is what the recordings show. */
export const END_HYPOTHESES: readonly Hypothesis[] = [
  endHypothesis(1 - SHIFTED - SCATTERED, 0),
  endsWithoutGrid(SCATTERED),
  ...OTHER_SHIFTS.map((shiftS) => endHypothesis(OF_EACH, shiftS)),
];

function total(rows: readonly Row[]): number {
  return rows.reduce((sum, [mass]) => sum + mass, 0);
}

function piecesOf(rows: readonly Row[]): readonly Piece[] {
  return rows
    .map(([mass, fromS, toS]) => ({ mass, fromS, toS: Math.max(toS, fromS + 0.1) }))
    .filter(({ toS }) => toS > 0);
}
