import type { JobEvent, Notice } from '../../backup/jobEvents';
import { snapshotTask } from '../../backup/phase';
import type { Job } from '../../backup/types';
import type { JobTables } from '../repositories';
import { pastJobOf } from './jobHistory';
import { advance, type JobReading } from './stateMachine';
import type { WatchedJob } from './watchedJob';

export interface Applied {
  /** All jobs that are still watched, changed or not. */
  readonly watched: readonly WatchedJob[];
  /** The notices to enqueue in the same transaction. */
  readonly notices: readonly Notice[];
}

/** Advances one job by a reading. Writes the job and its history if something changed. */
export async function writeReading(
  tables: JobTables,
  before: WatchedJob,
  { reading, nowMs }: { readonly reading: JobReading; readonly nowMs: number },
): Promise<Applied> {
  const { watched, events } = advance(before, reading, nowMs);
  if (isWorthSaving(before, watched, events) && !(await tables.watched.save(watched)))
    return { watched: [], notices: [] };
  const past = pastJobOf(before, watched);
  if (past) await tables.history.put(past);
  return { watched: [watched], notices: events.map((event) => noticeOf(watched, event, reading.readMs)) };
}

/** A reading that shows nothing new is only newer. Memory keeps its time; the database does not. */
function isWorthSaving(before: WatchedJob, now: WatchedJob, events: readonly JobEvent[]): boolean {
  return (
    events.length > 0 ||
    before.jobId !== now.jobId ||
    before.missingSinceMs !== now.missingSinceMs ||
    before.done !== now.done ||
    (before.detailMs === 0) !== (now.detailMs === 0) ||
    (before.endSeenMs !== null && before.detailMs !== now.detailMs)
  );
}

/**
 * `seenMs` is when the reading that showed the event was taken. A reading of recovery points is newer than that of the
 * job.
 */
export function noticeOf(watched: WatchedJob, event: JobEvent, seenMs: number): Notice {
  const { key, ref, itemId, vmName, vmResourceGroup, job, readMs } = watched;
  const atMs = happenedAt(job, event) ?? seenMs;
  return { jobKey: key, event, vault: ref.vault, itemId, vmName, vmResourceGroup, job, atMs, readMs };
}

function happenedAt(job: Job | null, event: JobEvent): number | undefined {
  if (event === 'started') return job?.startedAt?.getTime();
  if (event === 'ended') return job?.endedAt?.getTime();
  return event === 'snapshotDone' && job ? snapshotTask(job)?.endedAt?.getTime() : undefined;
}
