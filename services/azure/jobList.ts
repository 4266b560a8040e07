import { newestFirst } from '../backup/phase';
import type { Job, VaultRef } from '../backup/types';
import { AzureError, LISTED_MS } from '../backup/vaults';
import { HOUR_MS } from '../platform/durations';
import type { CallBase } from './discovery';
import { readPages } from './http/arm';
import type { ArmExchange } from './http/armExchange';
import type { RunningStatus } from './runningJobs';
import { isOtherWorkloadJob, jobOf } from './translate/job';

/**
 * How far in the future the filter's required end lies, so that no job is lost if the bot's clock is behind Azure's.
 */
const AHEAD_MS = HOUR_MS;

/**
 * The start of the list that is requested to cover `since`. It reaches back at least LISTED_MS, so that the list serves
 * narrower requests too. It falls on a whole hour, so that requests a few minutes apart share one list.
 */
export function windowStart(since: Date, now: Date): Date {
  const from = Math.min(since.getTime(), now.getTime() - LISTED_MS);
  return new Date(Math.max(0, Math.floor(from / HOUR_MS) * HOUR_MS));
}

interface JobListQuery {
  readonly vault: VaultRef;
  readonly since: Date;
  readonly now: Date;
  /** If absent, jobs of every status. */
  readonly status?: RunningStatus;
}

/**
 * All pages, newest first, jobs without a start last. Each page counts as a read of jobs. Rejects if a row cannot be
 * read, because it may be the job whose snapshot runs.
 */
export async function readJobs(
  arm: ArmExchange,
  base: CallBase,
  { vault, since, now, status }: JobListQuery,
): Promise<readonly Job[]> {
  const call = { ...base, subscription: vault.subscription, action: 'jobs', resource: 'vault' } as const;
  const filter = jobFilter({ since, now, ...(status !== undefined && { status }) });
  const rows = await readPages(arm, call, (sdk, options) =>
    sdk.backup(vault.subscription).backupJobs.list(vault.name, vault.resourceGroup, { ...options, filter }),
  );
  const jobs = rows.filter((row) => !isOtherWorkloadJob(row)).map((row) => jobOf(row, vault));
  const read = jobs.filter((job) => job !== null);
  if (read.length < jobs.length) throw new AzureError({ kind: 'unavailable', status: 0 }, { code: 'UnreadableBody' });
  return read.sort(newestFirst);
}

/** Azure's filter of the list of jobs. */
export function jobFilter({ since, now, status }: Omit<JobListQuery, 'vault'>): string {
  const until = new Date(now.getTime() + AHEAD_MS);
  const terms = [
    "backupManagementType eq 'AzureIaasVM'",
    ...(status === undefined ? [] : [`status eq '${status}'`]),
    `startTime eq '${filterTime(since)}'`,
    `endTime eq '${filterTime(until)}'`,
  ];
  return terms.join(' and ');
}

/** `yyyy-MM-dd hh:mm:ss AM|PM`, UTC, 12-hour (docs/azure.md, "Jobs and tasks"). */
function filterTime(time: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const hours = time.getUTCHours();
  const clock = [hours % 12 === 0 ? 12 : hours % 12, time.getUTCMinutes(), time.getUTCSeconds()].map(two).join(':');
  return `${time.toISOString().slice(0, 10)} ${clock} ${hours < 12 ? 'AM' : 'PM'}`;
}
