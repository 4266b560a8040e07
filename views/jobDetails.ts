import { isActive } from '../services/backup/phase';
import { type Job, sameId, sameVault } from '../services/backup/types';
import type { AzureError } from '../services/backup/vaults';
import { LISTED_MS, type Reading } from '../services/backup/vaults';
import { attempt, isRead } from './attempt';
import type { Services } from './services';

/** Jobs that are read singly for one answer; each costs one of Azure's job reads. */
export const JOB_READS_MAX = 5;

/** Whether a list shows the job as it was last seen only: it began before all lists do, and may have ended since. */
export function mayBeOutdated({ startedAt, ...job }: Job, listAt: Date): boolean {
  return isActive({ startedAt, ...job }) && (startedAt === null || startedAt.getTime() < listAt.getTime() - LISTED_MS);
}

export interface JobDetails {
  /** The rows, each as its single read shows it where it was read. */
  readonly jobs: readonly Job[];
  readonly details: readonly Reading<Job>[];
  readonly problems: readonly AzureError[];
}

/**
 * Reads `wanted`, which are some of the rows, singly, as far as READS_MAX. Azure answers 404 at random, so a job that it
 * does not know stays what its row says, with that problem: the list itself soon shows that it is gone.
 */
export async function readJobDetails(
  rows: readonly Job[],
  wanted: readonly Job[],
  { vaults }: Pick<Services, 'vaults'>,
): Promise<JobDetails> {
  const asked = wanted.slice(0, JOB_READS_MAX);
  const read = await Promise.all(asked.map((job) => attempt(vaults.job(job.vault, job.id))));
  const details = read.filter(isRead);
  const detailOf = (job: Job): Job =>
    details.find(({ value }) => sameId(value.id, job.id) && sameVault(value.vault, job.vault))?.value ?? job;
  return {
    jobs: rows.map(detailOf),
    details,
    problems: read.flatMap((one) => (isRead(one) ? (one.problem ?? []) : one)),
  };
}
