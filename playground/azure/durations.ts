import { MINUTE_MS, SECOND_MS } from '../../services/platform/durations';
import { GRID, type Service } from './service';

/** Durations of the parts of one backup, in ms. */
interface Durations {
  /** From the job's start until `Take Snapshot` is completed. */
  readonly snapshotMs: number;
  /** Failed snapshot attempts, of five minutes each. */
  readonly retries: number;
  /** From the job's start until the time that the recovery point bears. */
  readonly pointMs: number;
  /** Between the snapshot and the first answer that shows the transfer running, if that still runs then. */
  readonly gapMs: number;
  /** From the snapshot's end to the job's. */
  readonly endMs: number;
  readonly validateMs: number;
}

/** A cumulative distribution, as [share of jobs, seconds]; straight lines join its points. */
type Curve = readonly (readonly [number, number])[];

/** Seconds from the start to the first tick that ends a snapshot (94 jobs of 2022 to 2024 with exact times). */
const SNAPSHOT_S: Curve = [
  [0, 456.4],
  [0.1, 457.3],
  [0.5, 460.4],
  [0.9, 465.5],
  [1, 471],
];
/** Seconds from the recovery point's time to the same tick. */
const AFTER_POINT_S: Curve = [
  [0, 452.7],
  [0.5, 454.1],
  [1, 459.8],
];
const POINT_MS_LEAST = 1500;
const RETRY_MS = 300_600;
/** A tick is off by at most so much for each retry before it. */
const RETRY_OFF_MS = 400;
/** Shares of the numbers of retries, among the snapshots that were retried. */
const RETRIES: Curve = [
  [3 / 7, 1],
  [4 / 7, 2],
  [5 / 7, 3],
  [1, 5],
];
/** Share of the snapshots that end off the grid, and between which seconds. One of 243 did. */
const OFF_GRID = 1 / 243;
const OFF_GRID_S: Curve = [
  [0, 471],
  [1, 900],
];

/** A job ends so long after its snapshot, plus a multiple of the tick. */
const END_MS = 214 * SECOND_MS;
const TICK_MS = 300 * SECOND_MS;
/** The multiples, as [share of jobs, ticks] (243 jobs since 2020). */
const TICKS: Curve = [
  [0.54, 6],
  [0.76, 10],
  [0.85, 14],
  [0.89, 12],
  [0.92, 8],
  [0.945, 2],
  [0.965, 4],
  [0.97, 0],
  [0.98, 3],
  [0.99, 9],
  [0.992, 16],
  [0.994, 18],
  [0.996, 20],
  [0.998, 22],
  [1, 26],
];
/** Seconds between that moment and the end. */
const END_OFF_S: Curve = [
  [0, -40],
  [0.01, -30.5],
  [0.025, -5],
  [0.1, -0.6],
  [0.5, 0.4],
  [0.9, 3],
  [0.951, 5],
  [0.975, 8],
  [0.99, 23.5],
  [1, 40],
];

/** Without a grid: all years together, read every 30 s (345 jobs). */
const SCATTERED_SNAPSHOT_S: Curve = [
  [0, 307],
  [0.1, 323],
  [0.5, 465],
  [0.9, 489],
  [1, 520],
];
/** The same for the minutes from the snapshot to the end; up to 20 s come on top. */
const SCATTERED_END_MIN: Curve = [
  [0.02, 10],
  [0.04, 14],
  [0.1, 24],
  [0.62, 34],
  [0.72, 44],
  [0.8, 54],
  [0.86, 64],
  [0.91, 74],
  [0.94, 84],
  [0.97, 104],
  [0.99, 134],
  [1, 184],
];
const SCATTERED_END_OFF_MS = 20 * SECOND_MS;

interface Drawn {
  /** At least so many retries, instead of the recorded number. */
  readonly retries?: number;
  readonly startMs?: number;
  readonly service?: Service;
}

/**
 * Draws the durations of a backup that starts at `startMs` (docs/azure.md, "When a phase ends"). `next` yields
 * fractions in [0, 1). It is called equally often for each service, so that one seed gives like backups in each.
 */
export function drawDurations(
  next: () => number,
  { retries: least = 0, startMs = 0, service = GRID }: Drawn = {},
): Durations {
  const [tried, many] = [next(), next()];
  const retries = Math.max(least, tried < service.retriedShare ? stepOf(RETRIES, many) : 0);
  const snapshotMs = (service.scattered ? scatteredSnapshotMs : snapshotOnGridMs)([next(), next(), next()], retries);
  const later = next();
  const pointMs = Math.max(snapshotMs - retries * RETRY_MS - between(AFTER_POINT_S, later) * 1000, POINT_MS_LEAST);
  const endMs = (service.scattered ? scatteredEndMs : endOnGridMs)([next(), next()]);
  const gapMs = next() < 0.1 ? 20 * MINUTE_MS : 170_000;
  return {
    snapshotMs: Math.round(snapshotMs + service.shiftMs(startMs)),
    retries,
    pointMs: Math.round(service.scattered ? 2500 + later * 6500 : pointMs) + retries * RETRY_MS,
    gapMs: gapMs + Math.round(next() * 20_000),
    endMs,
    validateMs: 840_000 + Math.round(next() * 180_000),
  };
}

function snapshotOnGridMs([off, at, more]: readonly [number, number, number], retries: number): number {
  const firstS = off < OFF_GRID ? between(OFF_GRID_S, at) : between(SNAPSHOT_S, at);
  return firstS * 1000 + retries * (RETRY_MS + (2 * more - 1) * RETRY_OFF_MS);
}

function scatteredSnapshotMs([, at]: readonly [number, number, number], retries: number): number {
  return between(SCATTERED_SNAPSHOT_S, at) * 1000 + retries * 5 * MINUTE_MS;
}

function endOnGridMs([ticks, off]: readonly [number, number]): number {
  return END_MS + stepOf(TICKS, ticks) * TICK_MS + Math.round(between(END_OFF_S, off) * 1000);
}

function scatteredEndMs([minutes, off]: readonly [number, number]): number {
  return stepOf(SCATTERED_END_MIN, minutes) * MINUTE_MS + Math.round(off * SCATTERED_END_OFF_MS);
}

/** The value of the step in which `share` falls. */
function stepOf(steps: Curve, share: number): number {
  return (steps.find(([upTo]) => share < upTo) ?? steps.at(-1))?.[1] ?? 0;
}

function between(curve: Curve, share: number): number {
  const at = Math.max(
    1,
    curve.findIndex(([upTo]) => share <= upTo),
  );
  const [left, low] = curve[at - 1] ?? [0, 0];
  const [right, high] = curve[at] ?? [1, low];
  return low + ((share - left) / (right - left)) * (high - low);
}
