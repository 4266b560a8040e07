import type { JobEvent, Notice } from '../../backup/jobEvents';
import { snapshotTask } from '../../backup/phase';
import type { Job } from '../../backup/types';
import type { WatchedJob } from './watchedJob';

/**
 * `seenMs`: when the reading that showed the event was taken. A reading of recovery points is newer than that of the
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
