import { type PastJob, snapshotMsOf } from '../../backup/durations';
import type { WatchedJob } from './watchedJob';

/**
 * The row of the history: written when the end is seen, and again when a later reading shows more. null: nothing new.
 * A list shows no tasks. Where a list showed the end, the last reading with tasks says how long the snapshot took.
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
