import type { AsOf } from '../cards/views';
import { explainConsistency, finding } from '../services/backup/consistency';
import { PAST_RUNS_READ, type PastLengths, watchedDurations } from '../services/backup/durations';
import type { PointFinding, Verdict } from '../services/backup/findings';
import { newestPoint } from '../services/backup/points';
import {
  isJobOf,
  type Job,
  type Policy,
  type ProtectedItem,
  type RecoveryPoint,
  sameId,
} from '../services/backup/types';
import { AzureError, type Reading, type ReadOptions } from '../services/backup/vaults';
import { activeJobsOf, verdictOf } from '../services/backup/verdict';
import type { Services } from './ask';

/** How far back the list of jobs reaches that tells what runs: no snapshot lasts as long (AZURE.md 3: 33 minutes at most). */
const RECENT_MS = 3 * 24 * 60 * 60_000;
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
  /** The policy could not be read: that there is none is not known. */
  readonly policyUnread: boolean;
  readonly problem: AzureError | null;
}

/** What a failed reading leaves: the reading, or why there is none. Anything but AzureError passes through. */
export async function attempt<T>(reading: Promise<Reading<T>>): Promise<Reading<T> | AzureError> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof AzureError) return error;
    throw error;
  }
}

/** The VM's recent jobs and the verdict they give: one list read of the vault, and one of each active backup job. */
export async function readRecentJobs(item: ProtectedItem, services: Services): Promise<RecentJobs> {
  const { vaults, clock, triggers } = services;
  const since = new Date(clock.now().getTime() - RECENT_MS);
  const list = await attempt(vaults.jobs(item.ref.vault, { since }, { maxAgeMs: LIST_AGE_MS }));
  const rows = list instanceof AzureError ? [] : list.value.filter((job) => isJobOf(job, item));
  const active = activeJobsOf(item, rows);
  const read = await Promise.all(active.map((job) => attempt(vaults.job(job.vault, job.id))));
  const details = read.filter(isRead);
  const known = [...rows, ...details.map((detail) => detail.value)];
  const pendingTriggers = await triggers.unseen(item, known);
  const verdict = verdictOf({
    item,
    jobs: list instanceof AzureError ? null : list,
    details,
    pendingTriggers,
    now: clock.now(),
  });
  const problem = [list, ...read].map(problemOf).find((found) => found !== undefined);
  return {
    verdict,
    jobs: rows.map((job) => details.find((detail) => sameId(detail.value.id, job.id))?.value ?? job),
    at: verdict.at ?? (list instanceof AzureError ? clock.now() : list.at),
    ...(problem && { problem }),
  };
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
    policyUnread: policyRead instanceof AzureError,
    problem: problemOf(points) ?? null,
  };
}

/** How long the VM's backups took that the bot watched; no read of Azure. */
export async function readPast(itemId: string, { store }: Pick<Services, 'store'>): Promise<PastLengths> {
  return watchedDurations(await store.transaction(({ history }) => history.of(itemId, PAST_RUNS_READ)));
}

/** Whether `attempt` got a reading. */
export function isRead<T>(read: Reading<T> | AzureError): read is Reading<T> {
  return !(read instanceof AzureError);
}

function problemOf(read: Reading<unknown> | AzureError): AzureError | undefined {
  return read instanceof AzureError ? read : read.problem;
}
