import { MINUTE_MS } from '../../services/platform/durations';

/** Durations of the parts of one backup, in ms, drawn from the distribution of 345 recorded jobs (docs/azure.md). */
interface Durations {
  /** Trigger to `Take Snapshot` completed. */
  readonly snapshotMs: number;
  /** Failed snapshot attempts, of five minutes each. */
  readonly retries: number;
  /** From the job's start until the recovery point is listed. */
  readonly pointMs: number;
  /** Between the snapshot and the first answer that shows the transfer running. */
  readonly gapMs: number;
  /** From the snapshot's end to the transfer's. */
  readonly transferMs: number;
  readonly validateMs: number;
}

const RETRY_MS = 5 * MINUTE_MS;
/** Cumulative distribution [share of jobs, seconds] of snapshots without a retry. */
const SNAPSHOT_S: readonly (readonly [number, number])[] = [
  [0, 307],
  [0.1, 323],
  [0.5, 465],
  [0.9, 489],
  [1, 520],
];
/** Cumulative distribution [share of jobs, minutes after the snapshot]: the service polls every ten minutes. */
const END_MIN: readonly (readonly [number, number])[] = [
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
const RETRIED_SHARE = 8 / 347;

/** Draws durations; `next` yields fractions in [0, 1). `retries`: at least so many, instead of the recorded number. */
export function drawDurations(next: () => number, retries = 0): Durations {
  const natural = next() < RETRIED_SHARE ? 1 + Math.floor(next() * 5) : 0;
  const repeated = Math.max(retries, natural);
  const afterMin = END_MIN.at(stepOf(next()))?.[1] ?? 34;
  const transferMs = afterMin * MINUTE_MS + Math.round(next() * 20_000);
  return {
    snapshotMs: Math.round(between(SNAPSHOT_S, next()) * 1000) + repeated * RETRY_MS,
    retries: repeated,
    pointMs: 2500 + Math.round(next() * 6500) + repeated * RETRY_MS,
    gapMs: Math.min(next() < 0.1 ? 1_200_000 : 170_000 + Math.round(next() * 20_000), transferMs - 300_000),
    transferMs,
    validateMs: 840_000 + Math.round(next() * 180_000),
  };
}

function stepOf(share: number): number {
  return END_MIN.findIndex(([upTo]) => share < upTo);
}

function between(curve: typeof SNAPSHOT_S, share: number): number {
  const at = Math.max(
    1,
    curve.findIndex(([upTo]) => share <= upTo),
  );
  const [left, low] = curve[at - 1] ?? [0, 0];
  const [right, high] = curve[at] ?? [1, low];
  return low + ((share - left) / (right - left)) * (high - low);
}
