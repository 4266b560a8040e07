import type { Job, VaultRef } from '../backup/types';
import { AzureError } from '../backup/vaults';
import { readPages } from './arm';
import type { ArmExchange } from './armExchange';
import type { CallBase } from './discovery';
import { isOthersJob, jobOf } from './translateJob';

const HOUR_MS = 3_600_000;
/** How much a list covers at least, so that the next narrower wish is met by it. */
const WINDOW_MS_MIN = 24 * HOUR_MS;
/** The filter wants an end too; one ahead of us, so that a clock that runs behind Azure's hides no job. */
const AHEAD_MS = HOUR_MS;

/** From when a list is asked for that shall cover `since`: a whole hour, so that wishes which move with the clock agree. */
export function windowStart(since: Date, now: Date): Date {
  const from = Math.min(since.getTime(), now.getTime() - WINDOW_MS_MIN);
  return new Date(Math.max(0, Math.floor(from / HOUR_MS) * HOUR_MS));
}

/**
 * All pages, newest first, jobs without a start last. Each page is a read of jobs. A row that cannot be read spoils the list:
 * it may be the job whose snapshot runs.
 */
export async function readJobs(
  arm: ArmExchange,
  base: CallBase,
  { vault, since, now }: { vault: VaultRef; since: Date; now: Date },
): Promise<readonly Job[]> {
  const call = { ...base, subscription: vault.subscription, action: 'jobs', wanted: 'vault' } as const;
  const until = new Date(now.getTime() + AHEAD_MS);
  const filter = `backupManagementType eq 'AzureIaasVM' and startTime eq '${filterTime(since)}' and endTime eq '${filterTime(until)}'`;
  const rows = await readPages(arm, call, (sdk, options) =>
    sdk.backup(vault.subscription).backupJobs.list(vault.name, vault.resourceGroup, { ...options, filter }),
  );
  const jobs = rows.filter((row) => !isOthersJob(row)).map((row) => jobOf(row, vault));
  const read = jobs.filter((job) => job !== null);
  if (read.length < jobs.length) throw new AzureError({ kind: 'unavailable', status: 0 }, { code: 'UnreadableBody' });
  return read.sort((a, b) => startMs(b) - startMs(a));
}

function startMs({ startedAt }: Job): number {
  return startedAt?.getTime() ?? 0;
}

/** `yyyy-MM-dd hh:mm:ss AM|PM`, UTC, 12-hour (AZURE.md 3). */
export function filterTime(time: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const hours = time.getUTCHours();
  const clock = [hours % 12 === 0 ? 12 : hours % 12, time.getUTCMinutes(), time.getUTCSeconds()].map(two).join(':');
  return `${time.toISOString().slice(0, 10)} ${clock} ${hours < 12 ? 'AM' : 'PM'}`;
}
