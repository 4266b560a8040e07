import { SECOND_MS } from '../platform/durations';
import { isJobOf } from './ids';
import { operationOf } from './operations';
import { isActive } from './phase';
import type { Job, JobError, ProtectedItem } from './types';

/** How the VM's newest finished backup ended, from its protected item or from its jobs. */
export interface LastResult {
  /** Azure's own text: Completed, Failed, CompletedWithWarnings, Cancelled, or a later status. */
  readonly status: string;
  /** Start of the job; the time in the item if no job is known. */
  readonly at: Date;
  /** Null if the result comes from the item alone, which names no job and no errors. */
  readonly job: Job | null;
  readonly errors: readonly JobError[];
}

/**
 * The newest result in the item and among the VM's ended backup jobs; null if neither knows one. An item can lag behind
 * its jobs for days. If both report the same backup, the job counts, because it has the errors. An item can also say
 * Failed for a job that ended CompletedWithWarnings.
 */
export function lastResultOf(item: ProtectedItem, jobs: readonly Job[]): LastResult | null {
  const job = newestEnded(item, jobs);
  const { lastBackup } = item;
  if (job === null) return lastBackup && { ...lastBackup, job: null, errors: [] };
  const isNewer = lastBackup !== null && lastBackup.at.getTime() > endMs(job);
  if (isNewer) return { ...lastBackup, job: null, errors: [] };
  return { status: job.statusText, at: job.startedAt, job, errors: job.errors };
}

type StartedJob = Job & { readonly startedAt: Date };

function newestEnded(item: ProtectedItem, jobs: readonly Job[]): StartedJob | null {
  const ended = jobs
    .filter((job): job is StartedJob => job.startedAt !== null && !isActive(job) && operationOf(job) === 'backup')
    .filter((job) => isJobOf(job, item));
  return ended.reduce<StartedJob | null>((a, b) => (a === null || b.startedAt > a.startedAt ? b : a), null);
}

/**
 * Maximum difference at which the item's time and a job's time mean the same backup. The item's time is the start of
 * its job, up to 0.2 s later, or a moment while the job ran.
 */
const SAME_MS = SECOND_MS;

function endMs({ startedAt, endedAt, durationMs }: StartedJob): number {
  const startMs = startedAt.getTime();
  return Math.max(startMs + SAME_MS, endedAt?.getTime() ?? startMs + (durationMs ?? 0));
}
