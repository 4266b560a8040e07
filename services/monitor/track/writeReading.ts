import type { JobEvent, Notice } from '../../backup/jobEvents';
import type { JobTables } from '../repositories';
import { pastJobOf } from './jobHistory';
import { noticeOf } from './noticeOf';
import { advance, type JobReading } from './stateMachine';
import type { WatchedJob } from './watchedJob';

export interface Applied {
  /** All jobs that are still watched, changed or not. */
  readonly watched: readonly WatchedJob[];
  /** To be enqueued in the same transaction. */
  readonly notices: readonly Notice[];
}

/** Advances one job by a reading, and writes the job and its history where something changed. */
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

/** A reading that shows nothing new only makes the known state newer: memory keeps that, the database does not. */
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
