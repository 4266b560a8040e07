import { idKey, type JobKey } from '../../backup/ids';
import type { Job, RecoveryPoint, VaultRef } from '../../backup/types';
import { MINUTE_MS } from '../../platform/durations';
import type { JobTables } from '../repositories';
import { discover, type Discovery } from './discover';
import { matchRows, mayBelongTo } from './matchJobs';
import type { JobReading } from './stateMachine';
import type { WatchedJob } from './watchedJob';
import { type Applied, writeReading } from './writeReading';

/** The list of one vault's jobs from one read. */
interface ListReading {
  readonly vault: VaultRef;
  readonly rows: readonly Job[];
  readonly readMs: number;
  /** The recovery points of the VM, keyed by the job that has ended, if they were read. */
  readonly points: ReadonlyMap<JobKey, readonly RecoveryPoint[]>;
}

/** Writes what a list changes. Runs within a transaction, which enqueues the notices too. */
export async function applyListReading(
  tables: JobTables,
  list: ListReading,
  { nowMs, discovery }: { readonly nowMs: number; readonly discovery: Discovery | null },
): Promise<Applied> {
  const { vault, rows, readMs } = list;
  const open = await tables.watched.ofVault(vault);
  const taken = new Set(open.flatMap(({ jobId }) => (jobId === null ? [] : [idKey(jobId)])));
  for (const job of rows)
    if (open.some((one) => one.jobId === null && mayBelongTo(one, job)))
      if ((await tables.watched.byJob(vault, job.id)) !== null) taken.add(idKey(job.id));
  const applied: Applied[] = [];
  for (const [before, job] of matchRows(open, rows, { readMs, taken })) {
    if (job === null && (before.endSeenMs !== null || isTooYoung(before, readMs))) {
      applied.push({ watched: [before], notices: [] });
      continue;
    }
    const points = list.points.get(before.key);
    applied.push(await writeReading(tables, before, { reading: { job, readMs, ...(points && { points }) }, nowMs }));
  }
  if (discovery) applied.push(...(await discover(tables, list, { nowMs, discovery, open })));
  return {
    watched: applied.flatMap(({ watched }) => watched),
    notices: applied.flatMap(({ notices }) => notices),
  };
}

const LISTED_MS = MINUTE_MS;

/** A list may lack a job that was triggered after the list was read, or less than a minute before. */
function isTooYoung({ startedMs }: WatchedJob, readMs: number): boolean {
  return readMs < startedMs + LISTED_MS;
}

/** Writes what a read of one job changes; nothing if the job is no longer watched. */
export async function applyJobReading(
  tables: JobTables,
  key: JobKey,
  at: { readonly reading: JobReading; readonly nowMs: number },
): Promise<Applied> {
  const before = await tables.watched.byKey(key);
  return before === null ? { watched: [], notices: [] } : writeReading(tables, before, at);
}
