import { asOf } from '../../protocol/asOf';
import type { JobView } from '../../protocol/jobViews';
import { isActive, snapshotTask } from '../../services/backup/phase';
import { type FoundJob, runningBackupOf } from '../../services/onDemand/runningBackup';
import { subscriptionReasonHere } from '../../services/onDemand/runningSubscriptions';
import { jobView } from '../../views/job';
import { NO_PAST, readListedDurations } from '../../views/pastDurations';
import { NO_POINTS, readVmPoints } from '../../views/vmReadings';
import { type CommandContext, type Handler, outcome } from '../handler';
import { findJob } from '../lookup/job';
import { readVmJobs } from '../lookup/vmJobs';

/** One job with its tasks and, once Azure lists it, its recovery point. */
export const job: Handler<'job'> = async ({ id }, context) => {
  const found = await findJob(id, context.ask, context.services);
  return outcome(await readJobView(found, context));
};

/** Past durations are read only while the job runs: then people ask how long it takes, and Azure gives no estimate. */
export async function readJobView(found: FoundJob, context: CommandContext): Promise<JobView> {
  const { ask, services } = context;
  const { item, reading } = found;
  const { value } = reading;
  const running = runningBackupOf(found);
  const [points, past, otherJobs, told, request] = await Promise.all([
    item ? readVmPoints(item, services) : NO_POINTS,
    item && isActive(value) ? readListedDurations(item, services) : NO_PAST,
    readOtherJobs(found, context),
    running && subscriptionReasonHere(running, ask, services),
    services.triggers.requestOf(value.vault, value.id),
  ]);
  return jobView({ job: value, item, ...request, points, past }, services.clock.now(), {
    mayOperate: item !== null && ask.grant.may('operator', item),
    told,
    ...asOf(reading),
    ...otherJobs,
  });
}

/** Whether another job of the VM is a reason to wait, once this job's snapshot is done. Jobs of one VM may overlap. */
async function readOtherJobs(
  { item, reading }: FoundJob,
  context: CommandContext,
): Promise<Pick<JobView, 'stale' | 'otherRuns'>> {
  const { value } = reading;
  if (item === null || !isActive(value) || snapshotTask(value)?.state !== 'completed') return {};
  const { verdict } = await readVmJobs(item, context);
  return { stale: verdict.kind === 'unknown', otherRuns: verdict.kind === 'wait' };
}
