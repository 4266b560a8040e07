import { heldIn } from './consistency';
import { operationOf } from './operations';
import { isActive } from './phase';
import type { Job, RecoveryPoint } from './types';

/**
 * The recovery point that a backup job made; null for a failed job, or if Azure does not list the point yet. Azure
 * links no point to a job, but the point's time lies between the start and end of its job (docs/azure.md). A running
 * job ends at `now`. `points` are those of the job's VM, in any order.
 */
export function pointOf(job: Job, points: readonly RecoveryPoint[], now: Date): RecoveryPoint | null {
  const end = endOf(job, now);
  if (job.startedAt === null || end === null || job.state === 'failed' || operationOf(job) !== 'backup') return null;
  const start = job.startedAt;
  return first(points.filter(({ at }) => at >= start && at <= end));
}

/** Null if Azure gives no end time. A point of a later job could then be taken for this job's. */
function endOf(job: Job, now: Date): Date | null {
  if (isActive(job)) return now;
  if (job.endedAt !== null || job.startedAt === null || job.durationMs === null) return job.endedAt;
  return new Date(job.startedAt.getTime() + job.durationMs);
}

/** A job makes one point. A second point in its time belongs to the next job. */
function first(points: readonly RecoveryPoint[]): RecoveryPoint | null {
  return points.reduce<RecoveryPoint | null>((a, b) => (a === null || b.at < a.at ? b : a), null);
}

/**
 * The newest point that a tier still holds, by its time: names of points are numbers without order. A point without
 * named tiers counts as held.
 */
export function newestPoint(points: readonly RecoveryPoint[]): RecoveryPoint | null {
  return points
    .filter((point) => heldIn(point) !== 'none')
    .reduce<RecoveryPoint | null>((a, b) => (a === null || b.at > a.at ? b : a), null);
}
