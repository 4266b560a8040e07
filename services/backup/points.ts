import { heldIn } from './consistency';
import { operationOf } from './operations';
import { isActive } from './phase';
import type { Job, RecoveryPoint } from './types';

/**
 * The recovery point that the backup job made; null where the list shows none yet, and for a job that failed. Azure
 * names no link: what holds is `startTime <= recoveryPointTime <= endTime`, or now (docs/azure.md); the point may lie
 * minutes behind the start after retries. `points` are those of the job's own VM, in any order.
 */
export function pointOf(job: Job, points: readonly RecoveryPoint[], now: Date): RecoveryPoint | null {
  const end = endOf(job, now);
  if (job.startedAt === null || end === null || job.state === 'failed' || operationOf(job) !== 'backup') return null;
  const start = job.startedAt;
  return first(points.filter(({ at }) => at >= start && at <= end));
}

/** null: it has ended, and Azure does not say when; a later job's point could not be told from its own. */
function endOf(job: Job, now: Date): Date | null {
  if (isActive(job)) return now;
  if (job.endedAt !== null || job.startedAt === null || job.durationMs === null) return job.endedAt;
  return new Date(job.startedAt.getTime() + job.durationMs);
}

/** One job makes one point; were there two in its time, the second belongs to the next. */
function first(points: readonly RecoveryPoint[]): RecoveryPoint | null {
  return points.reduce<RecoveryPoint | null>((a, b) => (a === null || b.at < a.at ? b : a), null);
}

/** The newest point that a tier still holds; one whose tiers Azure does not name counts as held. Their names are in no order (docs/azure.md). */
export function newestPoint(points: readonly RecoveryPoint[]): RecoveryPoint | null {
  return points
    .filter((point) => heldIn(point) !== 'none')
    .reduce<RecoveryPoint | null>((a, b) => (a === null || b.at > a.at ? b : a), null);
}
