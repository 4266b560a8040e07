import type { IdKey } from '../../backup/ids';
import type { RecoveryPoint } from '../../backup/types';
import { AzureError } from '../../backup/vaults';
import { MINUTE_MS } from '../../platform/durations';
import { untraced } from '../../platform/trace';
import { applyJobReading } from '../track/applyReading';
import type { Discovery } from '../track/discover';
import { itemOfWatched, type WatchedJob } from '../track/watchedJob';
import type { MonitorTables } from './parts';
import { atOnce, commit, type ReadContext, RETRY_MS } from './readContext';
import { SHARED_MS } from './taskReads';

/**
 * Maximum number of reads of recovery points in one round. Azure limits them apart from jobs, and commands share that
 * limit.
 */
const POINTS_MAX = 12;

/** Reads the recovery points of ended jobs that are due. Resolves with the time of the next due read, in epoch ms. */
export async function readDuePoints<T extends MonitorTables>(
  context: ReadContext<T>,
  subscription: IdKey,
  discovery: Discovery,
): Promise<number> {
  const nowMs = context.parts.clock.now().getTime();
  const waiting = context.state
    .ended(subscription)
    .map(({ watched, pointsMs }) => ({ watched, dueMs: pointsDue(watched, pointsMs) }));
  const due = waiting.filter(({ dueMs }) => dueMs <= nowMs).slice(0, POINTS_MAX);
  const { tracer = untraced } = context.parts;
  await atOnce(due, ({ watched }) =>
    tracer({ name: 'monitor points', kind: 'internal' }, () => readPointsOf(context, watched, discovery)),
  );
  return Math.min(...waiting.map(({ dueMs }) => Math.max(dueMs, nowMs + RETRY_MS)), Infinity);
}

/** When the points are due: half a minute after the end, then at growing intervals of at most ten minutes. */
function pointsDue({ endSeenMs }: WatchedJob, pointsMs: number): number {
  const sinceMs = Math.max(0, pointsMs - (endSeenMs ?? 0));
  return Math.max(pointsMs, endSeenMs ?? 0) + Math.min(10 * MINUTE_MS, Math.max(MINUTE_MS / 2, sinceMs / 2));
}

async function readPointsOf<T extends MonitorTables>(
  context: ReadContext<T>,
  watched: WatchedJob,
  discovery: Discovery,
): Promise<void> {
  const readMs = context.parts.clock.now().getTime();
  const points = await readPoints(context, watched, discovery);
  const nowMs = context.parts.clock.now().getTime();
  const reading = { job: null, readMs, ...(points && { points }) };
  await commit(context, (tables) => applyJobReading(tables, watched.key, { reading, nowMs }));
}

/** The recovery points of the job's VM; null if they could not be read. */
export async function readPoints<T extends MonitorTables>(
  { parts, state }: ReadContext<T>,
  watched: WatchedJob,
  { items }: Discovery,
): Promise<readonly RecoveryPoint[] | null> {
  state.pointsRead(watched.key, parts.clock.now().getTime());
  try {
    const { value, problem } = await parts.vaults.points(itemOfWatched(watched, items), { maxAgeMs: SHARED_MS });
    return problem ? null : value;
  } catch (error) {
    if (error instanceof AzureError) return null;
    throw error;
  }
}
