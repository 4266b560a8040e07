import { type PastJob, snapshotMsOf } from '../../backup/durations';
import type { WatchedJob } from './watchedJob';

/**
 * The row of the history; null if nothing is new. It is written when the end is seen, and again when a later reading
 * shows more. A list shows no tasks. If a list showed the end, the snapshot's duration comes from the last reading with
 * tasks.
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
