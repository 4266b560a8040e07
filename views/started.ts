import type { JobView, StartedView } from '../protocol/jobViews';
import type { ProtectedItem } from '../services/backup/types';
import { AzureError } from '../services/backup/vaults';
import type { Ask } from '../services/conversations/ask';
import type { WatchedJob } from '../services/monitor/track/watchedJob';
import { jobView } from './job';
import { NO_PAST } from './pastDurations';
import { NO_POINTS } from './vmReadings';

/** The requested expiry of the recovery point; null if the schedule, or another tool, began the backup. */
export function retainUntilOf({ retainUntilMs }: Pick<WatchedJob, 'retainUntilMs'>): Date | null {
  return retainUntilMs === null ? null : new Date(retainUntilMs);
}

/**
 * The answer to a turn that wrote its trigger before its process died. The backup is never requested twice. Until its
 * snapshot is done, the answer is the first card; afterwards, the job as the monitor last read it. Throws AzureError
 * `unconfirmed` while Azure has named no job. The monitor looks for the job, and after 15 minutes reports that none was
 * started.
 */
export function resumedBackup(watched: WatchedJob, item: ProtectedItem, ask: Ask): StartedView | JobView {
  const { key, jobId, job, askedBy, startedMs, readMs, raised } = watched;
  const retainUntil = retainUntilOf(watched);
  if (jobId === null) throw new AzureError({ kind: 'unconfirmed' });
  const at = new Date(Math.max(startedMs, readMs));
  if (job === null || !(raised.includes('snapshotDone') || raised.includes('ended')))
    return { kind: 'started', jobKey: key, item, jobId, askedBy, retainUntil, at };
  const facts = { job, item, askedBy, retainUntil, points: NO_POINTS, past: NO_PAST };
  return jobView(facts, at, { mayOperate: ask.grant.may('operator', item), stale: true, at });
}
