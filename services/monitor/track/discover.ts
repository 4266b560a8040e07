import { type IdKey, idKey, isJobOf } from '../../backup/ids';
import { indexOf } from '../../backup/itemIndex';
import { operationOf } from '../../backup/operations';
import { isActive } from '../../backup/phase';
import type { Job, ProtectedItem, VaultRef } from '../../backup/types';
import { DAY_MS, MINUTE_MS } from '../../platform/durations';
import type { JobTables } from '../repositories';
import { mayBelongTo } from './matchJobs';
import type { WatchCoverage } from './watchCoverage';
import { newFoundJob, type WatchedJob } from './watchedJob';
import { type Applied, writeReading } from './writeReading';

/** What the monitor needs to find backups that others started. */
export interface Discovery {
  readonly items: readonly ProtectedItem[];
  readonly coverage: WatchCoverage;
}

/** Maximum delay of a message about an end. Some jobs fail between two lists, or while nothing could be read. */
export const LATE_MS = DAY_MS;
/** Maximum number of jobs that one list adds, so that its transaction stays short. The next list adds the others. */
const FOUND_MAX = 200;

function endMs({ startedAt, endedAt }: Job): number {
  return (endedAt ?? startedAt)?.getTime() ?? 0;
}

/** Begins to watch backups that others started and that a conversation's watch covers. */
export async function discover(
  tables: JobTables,
  { vault, rows, readMs }: { readonly vault: VaultRef; readonly rows: readonly Job[]; readonly readMs: number },
  { nowMs, discovery, open }: { nowMs: number; discovery: Discovery; open: readonly WatchedJob[] },
): Promise<readonly Applied[]> {
  const applied: Applied[] = [];
  const items = indexOf(discovery.items).ofVault(vault);
  const lateMs = nowMs - LATE_MS;
  const recent = rows.filter((row) => operationOf(row) === 'backup' && (isActive(row) || endMs(row) >= lateMs));
  const oldestMs = recent.reduce((oldest, { startedAt }) => Math.min(oldest, startedAt?.getTime() ?? oldest), nowMs);
  const known = recent.length === 0 ? new Set<IdKey>() : await tables.watched.jobIds(vault, oldestMs);
  for (const job of recent) {
    if (known.has(idKey(job.id)) || mayBelongToTrigger(job, open)) continue;
    const item = items.find((one) => isJobOf(job, one));
    const demand = item && discovery.coverage.demandFor(item);
    if (!item || !demand || (!isActive(job) && endMs(job) < demand.sinceMs)) continue;
    if (applied.length >= FOUND_MAX) break;
    const found = newFoundJob(item, job, demand.level === 'progress');
    if (!(await tables.watched.add(found))) continue;
    applied.push(await writeReading(tables, found, { reading: { job, readMs }, nowMs }));
  }
  return applied;
}

/** A job that may belong to a trigger waits until the trigger is matched, so that it is not watched twice. */
function mayBelongToTrigger(job: Job, open: readonly WatchedJob[]): boolean {
  return open.some((one) => one.jobId === null && mayBelongTo(one, job));
}

/**
 * Until this time after the start, the snapshot surely still runs. Later only a read of the job itself shows its state.
 */
const JUST_BEGUN_MS = 2 * MINUTE_MS;
/** Maximum number of single reads of newly found jobs for one list. */
const UNDER_WAY_MAX = 12;

/** Rows of newly found running backups, if a watch covers their snapshot. */
export function foundUnderWay(
  rows: readonly Job[],
  { open, discovery, nowMs }: { open: readonly WatchedJob[]; discovery: Discovery; nowMs: number },
): readonly Job[] {
  const known = new Set(open.flatMap(({ jobId }) => (jobId === null ? [] : [idKey(jobId)])));
  const isNew = (row: Job): boolean =>
    row.tasks === null &&
    row.state === 'inProgress' &&
    operationOf(row) === 'backup' &&
    nowMs - (row.startedAt?.getTime() ?? 0) > JUST_BEGUN_MS &&
    !known.has(idKey(row.id)) &&
    !mayBelongToTrigger(row, open);
  const isWanted = (row: Job): boolean => {
    const item = indexOf(discovery.items)
      .ofVault(row.vault)
      .find((one) => isJobOf(row, one));
    return item !== undefined && discovery.coverage.demandFor(item)?.level === 'progress';
  };
  return rows.filter((row) => isNew(row) && isWanted(row)).slice(0, UNDER_WAY_MAX);
}
