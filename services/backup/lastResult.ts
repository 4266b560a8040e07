import { SECOND_MS } from '../platform/durations';
import { operationOf } from './operations';
import { isActive } from './phase';
import { isJobOf, type Job, type JobError, type ProtectedItem } from './types';

/** How a VM's last backup ended, by whichever knows of the newest: its item, or its jobs. */
export interface LastResult {
  /** Azure's word: Completed, Failed, CompletedWithWarnings, Cancelled, or newer. */
  readonly status: string;
  /** When that backup began; the item's time where only the item tells of it. */
  readonly at: Date;
  /** The job that tells it, with its own errors; null where it is the item's word alone. */
  readonly job: Job | null;
  readonly errors: readonly JobError[];
}

/**
 * The newest of the item's last backup and of the VM's backup jobs that have ended; null: none is known. The item's
 * status can lag behind its jobs for days. Where both tell of one backup the job's word counts: it has the error, and
 * an item has said Failed of a job that ended CompletedWithWarnings.
 */
export function lastResultOf(item: ProtectedItem, jobs: readonly Job[]): LastResult | null {
  const job = newestEnded(item, jobs);
  const { lastBackup } = item;
  if (job === null) return lastBackup && { ...lastBackup, job: null, errors: [] };
  const isNewer = lastBackup !== null && lastBackup.at.getTime() > endMs(job);
  if (isNewer) return { ...lastBackup, job: null, errors: [] };
  return { status: job.statusText, at: job.startedAt, job, errors: job.errors };
}

type Begun = Job & { readonly startedAt: Date };

function newestEnded(item: ProtectedItem, jobs: readonly Job[]): Begun | null {
  const ended = jobs
    .filter((job): job is Begun => job.startedAt !== null && !isActive(job) && operationOf(job) === 'backup')
    .filter((job) => isJobOf(job, item));
  return ended.reduce<Begun | null>((a, b) => (a === null || b.startedAt > a.startedAt ? b : a), null);
}

/** An item gives the time of its last backup as the start of its job (to 0.2 s), or as a moment while that ran. */
const SAME_MS = SECOND_MS;

function endMs({ startedAt, endedAt, durationMs }: Begun): number {
  const startMs = startedAt.getTime();
  return Math.max(startMs + SAME_MS, endedAt?.getTime() ?? startMs + (durationMs ?? 0));
}
