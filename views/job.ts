import type { JobView } from '../protocol/jobViews';
import { adviceOf } from '../services/backup/advice';
import { finding } from '../services/backup/consistency';
import type { PastLengths } from '../services/backup/durations';
import { newestPoint, pointOf } from '../services/backup/points';
import type { Job, ProtectedItem } from '../services/backup/types';
import type { BackupRequest } from '../services/onDemand/triggers';
import type { PointsReading } from './vmReadings';

/** The facts of a job's card. Commands read the job from Azure; unasked messages carry it. */
interface JobFacts extends BackupRequest {
  readonly job: Job;
  /** Null if the VM is no longer protected. */
  readonly item: ProtectedItem | null;
  readonly points: PointsReading;
  readonly past: PastLengths;
}

/** `rest` holds facts of one kind of card only. For a running job, `now` takes the place of its end. */
export function jobView(
  { job, item, askedBy, retainUntil, toldWithEnd = false, points, past }: JobFacts,
  now: Date,
  rest: Pick<JobView, 'mayOperate' | 'at'> & Partial<JobView>,
): JobView {
  const own = pointOf(job, points.all, now);
  const before = newestPoint(points.all.filter((point) => point !== own));
  return {
    kind: 'job',
    job: { ...job, retainUntil: job.retainUntil ?? retainUntil },
    item,
    askedBy,
    toldWithEnd,
    point: own && finding(own, points.policy),
    lastGood: before && finding(before, points.policy),
    pointsProblem: points.problem,
    advice: adviceOf(job),
    next: null,
    pastJobs: past.whole,
    pastSnapshots: past.snapshot,
    ...rest,
  };
}
