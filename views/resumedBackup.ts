import type { JobView, StartedView } from '../protocol/jobViews';
import { adviceOf } from '../services/backup/advice';
import type { ProtectedItem } from '../services/backup/types';
import { AzureError } from '../services/backup/vaults';
import type { Ask } from '../services/conversations/ask';
import type { WatchedJob } from '../services/monitor/track/watchedJob';

/**
 * The answer to a turn whose process died after it had written its trigger: from what is known of the backup, which is
 * never asked for again. Its first card while the snapshot is awaited; the job as it was seen last once more was told.
 * Throws AzureError `unconfirmed` where no job is known: the watcher finds it, or tells after 15 minutes that there is none.
 */
export function resumedBackup(watched: WatchedJob, item: ProtectedItem, ask: Ask): StartedView | JobView {
  const { key, jobId, job, askedBy, startedMs, readMs, retainUntilMs, raised } = watched;
  if (jobId === null) throw new AzureError({ kind: 'unconfirmed' });
  const at = new Date(Math.max(startedMs, readMs));
  if (job === null || !(raised.includes('snapshotDone') || raised.includes('ended'))) {
    const retainUntil = retainUntilMs === null ? null : new Date(retainUntilMs);
    return { kind: 'started', jobKey: key, item, jobId, askedBy, retainUntil, at };
  }
  return {
    ...{ kind: 'job', job, item, askedBy, at, stale: true },
    ...{ point: null, lastGood: null, pointsProblem: null, next: null, pastJobs: null },
    ...{ advice: adviceOf(job), mayOperate: ask.grant.may('operator', item) },
  };
}
