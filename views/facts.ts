import type { AsOf } from '../protocol/asOf';
import { explainConsistency, finding } from '../services/backup/consistency';
import { PAST_RUNS_READ, type PastLengths, watchedDurations } from '../services/backup/durations';
import type { PointFinding, Verdict } from '../services/backup/findings';
import { operationOf } from '../services/backup/operations';
import { isActive } from '../services/backup/phase';
import { newestPoint } from '../services/backup/points';
import { isJobOf, type Job, type Policy, type ProtectedItem, type RecoveryPoint } from '../services/backup/types';
import { AzureError, type Reading, type ReadOptions } from '../services/backup/vaults';
import { activeJobsOf, verdictOf } from '../services/backup/verdict';
import { attempt } from './attempt';
import { readAgain } from './jobDetails';
import { windowOf, type WINDOWS_MS } from './jobWindows';
import type { Services } from './services';

/** A shared list younger than this serves a verdict: it must still be fresh (30 s) when the single reads after it have come in. */
const LIST_AGE_MS = 20_000;

export interface RecentJobs extends AsOf {
  readonly verdict: Verdict;
  /** Of this VM, newest first, each with tasks where they were read. */
  readonly jobs: readonly Job[];
}

export interface Points {
  readonly all: readonly RecoveryPoint[];
  readonly newest: PointFinding | null;
  readonly policy: Policy | null;
  readonly problem: AzureError | null;
  /** Why the policy could not be read; no next start is known then. */
  readonly nextProblem?: AzureError;
}

/**
 * The VM's jobs of the window and the verdict they give: one list read of the vault, and one of each job that runs,
 * restores among them: only its own read tells that a job which began days ago runs still.
 */
export async function readRecentJobs(
  item: ProtectedItem,
  services: Services,
  window: keyof typeof WINDOWS_MS = 'today',
): Promise<RecentJobs> {
  const { vaults, clock, triggers } = services;
  const list = await attempt(vaults.jobs(item.ref.vault, windowOf(window, clock), { maxAgeMs: LIST_AGE_MS }));
  const rows = list instanceof AzureError ? [] : list.value.filter((job) => isJobOf(job, item));
  const { jobs, details, problems } = await readAgain(rows, mayRun(item, rows), services);
  const known = [...rows, ...details.map((detail) => detail.value)];
  const pendingTriggers = await triggers.pending(item, known);
  const verdict = verdictOf({
    item,
    jobs: list instanceof AzureError ? null : list,
    details,
    pendingTriggers,
    now: clock.now(),
  });
  const problem = problemOf(list) ?? problems[0];
  return {
    verdict,
    jobs,
    at: verdict.at ?? (list instanceof AzureError ? clock.now() : list.at),
    ...(problem && { problem }),
  };
}

/** Backups first: the verdict needs their tasks. */
function mayRun(item: ProtectedItem, rows: readonly Job[]): readonly Job[] {
  const backups = activeJobsOf(item, rows);
  const others = rows.filter(
    (job) => isActive(job) && !['backup', 'administrative'].includes(operationOf(job)) && !backups.includes(job),
  );
  return [...backups, ...others];
}

/** The item's recovery points with what the newest is worth, and its policy. */
export async function readPoints(
  item: ProtectedItem,
  { vaults, seen }: Pick<Services, 'vaults' | 'seen'>,
  options: ReadOptions = {},
): Promise<Points> {
  const [points, policyRead] = await Promise.all([attempt(vaults.points(item, options)), attempt(vaults.policy(item))]);
  const policy = policyRead instanceof AzureError ? null : policyRead.value;
  const all = points instanceof AzureError ? [] : points.value;
  const newest = newestPoint(all);
  if (newest && !(points instanceof AzureError)) {
    const consistency = explainConsistency(newest, policy);
    seen.note(item, newest, { finding: consistency, at: points.at });
  }
  return {
    all,
    newest: newest && finding(newest, policy),
    policy,
    problem: problemOf(points) ?? null,
    ...(policyRead instanceof AzureError && { nextProblem: policyRead }),
  };
}

/** How long the VM's backups took that the bot watched; no read of Azure. */
export async function readPast(itemId: string, { store }: Pick<Services, 'store'>): Promise<PastLengths> {
  return watchedDurations(await store.transaction(({ history }) => history.of(itemId, PAST_RUNS_READ)));
}

function problemOf(read: Reading<unknown> | AzureError): AzureError | undefined {
  return read instanceof AzureError ? read : read.problem;
}
