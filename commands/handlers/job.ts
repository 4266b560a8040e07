import type { JobView } from '../../protocol/jobViews';
import { adviceOf } from '../../services/backup/advice';
import { finding } from '../../services/backup/consistency';
import { pastDurations, type PastLengths } from '../../services/backup/durations';
import { isActive, snapshotTask } from '../../services/backup/phase';
import { newestPoint, pointOf } from '../../services/backup/points';
import type { ProtectedItem } from '../../services/backup/types';
import { AzureError } from '../../services/backup/vaults';
import type { Ask } from '../../services/conversations/ask';
import type { FoundJob } from '../../services/onDemand/jobUpdates';
import { runningOf, toldHere } from '../../services/onDemand/jobUpdates';
import { attempt } from '../../views/attempt';
import { type Points, readPast, readPoints } from '../../views/facts';
import { windowOf } from '../../views/jobWindows';
import type { Services } from '../../views/services';
import type { Run } from '../context';
import { findJob } from '../lookup/job';
import { readVmJobs } from '../lookup/vmJobs';

/** A VM's past durations change once a night: one wide list of the vault's jobs serves them for hours. */
const HISTORY_MAX_AGE_MS = 6 * 60 * 60_000;
const NO_POINTS: Points = { all: [], newest: null, policy: null, problem: null };

/** One job with its tasks and, once Azure lists it, its recovery point. */
export const job: Run<'job'> = async (command, ask, services) => {
  const found = await findJob(command.id, ask, services);
  return { kind: 'view', view: await jobView(found, ask, services) };
};

export async function jobView(found: FoundJob, ask: Ask, services: Services): Promise<JobView> {
  const { item, reading } = found;
  const running = runningOf(found);
  const [points, past, beside, told] = await Promise.all([
    item ? readPoints(item, services) : NO_POINTS,
    pastOf(found, services),
    besideOf(found, { ask, services }),
    running && toldHere(running, ask, services),
  ]);
  const own = pointOf(reading.value, points.all, services.clock.now());
  const before = newestPoint(points.all.filter((point) => point !== own));
  return {
    kind: 'job',
    job: reading.value,
    item,
    askedBy: await services.triggers.askedBy(reading.value.vault, reading.value.id),
    point: own && finding(own, points.policy),
    lastGood: before && finding(before, points.policy),
    pointsProblem: points.problem,
    advice: adviceOf(reading.value),
    next: null,
    pastJobs: past.whole,
    pastSnapshots: past.snapshot,
    mayOperate: item !== null && ask.grant.may('operator', item),
    told,
    at: reading.at,
    ...(reading.problem && { problem: reading.problem }),
    ...beside,
  };
}

/** What else stands against a change, once this job's own snapshot is done: another backup may run beside its copying. */
async function besideOf(
  { item, reading }: FoundJob,
  asked: { readonly ask: Ask; readonly services: Services },
): Promise<Pick<JobView, 'stale' | 'otherRuns'>> {
  const { value: job } = reading;
  if (item === null || !isActive(job) || snapshotTask(job)?.state !== 'completed') return {};
  const { verdict } = await readVmJobs(item, asked);
  return { stale: verdict.kind === 'unknown', otherRuns: verdict.kind === 'wait' };
}

/** Only while the job runs: then people ask how long it will take, and Azure gives no estimate. */
async function pastOf({ item, reading }: FoundJob, services: Services): Promise<PastLengths> {
  return item === null || !isActive(reading.value) ? { whole: null, snapshot: null } : lengthsOf(item, services);
}

/** How long the VM's own backups took: whole jobs by the vault's list, else by what this bot watched. */
export async function lengthsOf(item: ProtectedItem, services: Services): Promise<PastLengths> {
  const window = windowOf('lastMonth', services.clock);
  const [list, watched] = await Promise.all([
    attempt(services.vaults.jobs(item.ref.vault, window, { maxAgeMs: HISTORY_MAX_AGE_MS })),
    readPast(item.id, services),
  ]);
  const listed = list instanceof AzureError ? null : pastDurations(list.value, item);
  return { ...watched, whole: listed ?? watched.whole };
}
