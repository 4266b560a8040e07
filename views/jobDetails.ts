import { sameId, sameVault } from '../services/backup/ids';
import { isActive } from '../services/backup/phase';
import type { Job } from '../services/backup/types';
import { type AzureError, LISTED_MS, type Reading } from '../services/backup/vaults';
import { attempt, isRead } from './attempt';
import type { Services } from './services';

/** Maximum number of single reads of jobs for one answer, because Azure limits those reads. */
export const JOB_READS_MAX = 5;

/** Whether a job that the list shows as running may have ended: it began before the list's window. */
export function mayBeOutdated(job: Job, listAt: Date): boolean {
  return isActive(job) && (job.startedAt === null || job.startedAt.getTime() < listAt.getTime() - LISTED_MS);
}

interface JobDetails {
  /** All rows. A row that was read singly is as that read shows it. */
  readonly jobs: readonly Job[];
  readonly details: readonly Reading<Job>[];
  readonly problems: readonly AzureError[];
}

/**
 * Reads `wanted`, some of the rows, singly, up to JOB_READS_MAX. If a job cannot be read, its row stays, and the error
 * is among `problems`. This includes a 404: Azure answers some at random, and the list soon shows a job's end.
 */
export async function readJobDetails(
  rows: readonly Job[],
  wanted: readonly Job[],
  { vaults }: Pick<Services, 'vaults'>,
): Promise<JobDetails> {
  const toRead = wanted.slice(0, JOB_READS_MAX);
  const read = await Promise.all(toRead.map((job) => attempt(vaults.job(job.vault, job.id))));
  const details = read.filter(isRead);
  const detailOf = (job: Job): Job =>
    details.find(({ value }) => sameId(value.id, job.id) && sameVault(value.vault, job.vault))?.value ?? job;
  return {
    jobs: rows.map(detailOf),
    details,
    problems: read.flatMap((one) => (isRead(one) ? (one.problem ?? []) : one)),
  };
}
