import type { AsOf } from '../protocol/asOf';
import { explainConsistency, finding } from '../services/backup/consistency';
import type { PointFinding, Verdict } from '../services/backup/findings';
import { isJobOf } from '../services/backup/ids';
import { operationOf } from '../services/backup/operations';
import { isActive } from '../services/backup/phase';
import { newestPoint } from '../services/backup/points';
import type { Job, Policy, ProtectedItem, RecoveryPoint } from '../services/backup/types';
import { AzureError, type Reading, type ReadOptions } from '../services/backup/vaults';
import { activeJobsOf, verdictOf } from '../services/backup/verdict';
import { SECOND_MS } from '../services/platform/durations';
import { withTimeout } from '../services/platform/timeout';
import { attempt, isRead } from './attempt';
import { readJobDetails } from './jobDetails';
import { jobWindowOf, type WINDOWS_MS } from './jobWindows';
import type { Services } from './services';

/** Maximum age of a cached list. A verdict needs facts younger than 30 s, even after the single reads. */
const LIST_AGE_MS = 20 * SECOND_MS;

export interface RecentJobs extends AsOf {
  readonly verdict: Verdict;
  /** The VM's jobs, newest first, with tasks if those were read. */
  readonly jobs: readonly Job[];
}

export interface PointsReading {
  readonly all: readonly RecoveryPoint[];
  readonly newest: PointFinding | null;
  readonly policy: Policy | null;
  readonly problem: AzureError | null;
  /** Why the policy could not be read. No next start is known then. */
  readonly nextProblem?: AzureError;
}

export const NO_POINTS: PointsReading = { all: [], newest: null, policy: null, problem: null };

/**
 * Reads the VM's jobs of the window and judges them. Costs one list read of the vault, and one read per running job,
 * including restores. Only its own read shows whether a job that began days ago still runs.
 */
export async function readRecentJobs(
  item: ProtectedItem,
  services: Services,
  window: keyof typeof WINDOWS_MS = 'today',
): Promise<RecentJobs> {
  const { vaults, clock, triggers } = services;
  const list = await attempt(vaults.jobs(item.ref.vault, jobWindowOf(window, clock), { maxAgeMs: LIST_AGE_MS }));
  const rows = isRead(list) ? list.value.filter((job) => isJobOf(job, item)) : [];
  const { jobs, details, problems } = await readJobDetails(rows, jobsToRead(item, rows), services);
  const known = [...rows, ...details.map((detail) => detail.value)];
  const pendingTriggers = await triggers.pending(item, known);
  const verdict = verdictOf({
    item,
    jobs: isRead(list) ? list : null,
    details,
    pendingTriggers,
    now: clock.now(),
  });
  const problem = problemOf(list) ?? problems[0];
  return {
    verdict,
    jobs,
    at: verdict.at ?? (isRead(list) ? list.at : clock.now()),
    ...(problem && { problem }),
  };
}

/** Jobs that are read singly; backups first, because the verdict needs their tasks. */
function jobsToRead(item: ProtectedItem, rows: readonly Job[]): readonly Job[] {
  const backups = activeJobsOf(item, rows);
  const others = rows.filter(
    (job) => isActive(job) && !['backup', 'administrative'].includes(operationOf(job)) && !backups.includes(job),
  );
  return [...backups, ...others];
}

interface PointsOptions extends ReadOptions {
  /** Real ms after which what is not read yet counts as unread; by default Azure's own deadline. */
  readonly withinMs?: number;
}

/** Reads the item's recovery points and its policy, and remembers the consistency of the newest point. */
export async function readPointsAndPolicy(
  item: ProtectedItem,
  { vaults, consistencyCache }: Pick<Services, 'vaults' | 'consistencyCache'>,
  { withinMs = Infinity, ...options }: PointsOptions = {},
): Promise<{ points: ReadOrError<readonly RecoveryPoint[]>; policy: ReadOrError<Policy | null> }> {
  const unread = (): AzureError => new AzureError({ kind: 'unavailable', status: 0 });
  const within = <T>(reading: Promise<ReadOrError<T>>): Promise<ReadOrError<T>> =>
    withinMs === Infinity ? reading : withTimeout(reading, withinMs, unread);
  const [points, policy] = await Promise.all([
    within(attempt(vaults.points(item, options))),
    within(attempt(vaults.policy(item))),
  ]);
  const newest = isRead(points) ? newestPoint(points.value) : null;
  if (newest && isRead(points)) {
    const consistency = explainConsistency(newest, isRead(policy) ? policy.value : null);
    consistencyCache.remember(item, newest, { finding: consistency, at: points.at });
  }
  return { points, policy };
}

type ReadOrError<T> = Reading<T> | AzureError;

/** Like `readPointsAndPolicy`, and also judges the newest point. */
export async function readVmPoints(
  item: ProtectedItem,
  services: Pick<Services, 'vaults' | 'consistencyCache'>,
  options?: PointsOptions,
): Promise<PointsReading> {
  const { points, policy: policyRead } = await readPointsAndPolicy(item, services, options);
  const policy = isRead(policyRead) ? policyRead.value : null;
  const all = isRead(points) ? points.value : [];
  const newest = newestPoint(all);
  return {
    all,
    newest: newest && finding(newest, policy),
    policy,
    problem: problemOf(points) ?? null,
    ...(!isRead(policyRead) && { nextProblem: policyRead }),
  };
}

function problemOf(read: Reading<unknown> | AzureError): AzureError | undefined {
  return isRead(read) ? read.problem : read;
}
