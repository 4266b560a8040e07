import { type PastJob, snapshotMsOf } from '../../backup/durations';
import type { WatchedJob } from './watchedJob';

/**
 * What the history keeps of a job, once its end is seen and again where a later reading shows more of it; null: nothing
 * new. An end that a list showed has no tasks (AZURE.md 3): then the last reading before it that had some says how long
 * the snapshot took.
 */
export function pastJobOf(before: WatchedJob, now: WatchedJob): PastJob | null {
  const { key, itemId, job } = now;
  if (job === null || now.endSeenMs === null || !showsMore(before, now)) return null;
  const { startedAt } = job;
  if (startedAt === null) return null;
  const startedMs = startedAt.getTime();
  const endedMs = job.endedAt?.getTime() ?? startedMs + (job.durationMs ?? 0);
  const shown = job.tasks === null ? before.job : job;
  return { job: key, itemId, state: job.state, startedMs, endedMs, snapshotMs: shown && snapshotMsOf(shown) };
}

function showsMore(before: WatchedJob, { job }: WatchedJob): boolean {
  return before.endSeenMs === null || before.job !== job;
}
