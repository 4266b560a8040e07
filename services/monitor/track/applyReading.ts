import { indexOf } from '../../backup/itemIndex';
import { type JobEvent, jobKey, type Notice } from '../../backup/jobEvents';
import { operationOf } from '../../backup/operations';
import { isActive, snapshotTask } from '../../backup/phase';
import { isJobOf, type Job, type ProtectedItem, type RecoveryPoint, vaultKey, type VaultRef } from '../../backup/types';
import type { JobTables } from '../repositories';
import { advance, type JobReading } from './stateMachine';
import { pastJobOf } from './jobHistory';
import { matchRows, mayBelongTo } from './matchJobs';
import type { WatchCoverage } from './watchCoverage';
import { newWatchedJob, vaultOf, type WatchedJob } from './watchedJob';

/** A list of one vault's jobs, as it was read. */
export interface ListReading {
  readonly vault: VaultRef;
  readonly rows: readonly Job[];
  readonly readMs: number;
  /** Recovery points of VMs whose job has ended, by the job's key, where they were read. */
  readonly points: ReadonlyMap<string, readonly RecoveryPoint[]>;
}

export interface Applied {
  /** All that are still there, changed or not. */
  readonly watched: readonly WatchedJob[];
  readonly notices: readonly Notice[];
}

/** What is needed to begin to watch what others started. */
export interface Discovery {
  readonly items: readonly ProtectedItem[];
  readonly coverage: WatchCoverage;
}

/** Writes what a list changes, within a transaction; the notices are to be raised in the same one. */
export async function applyListReading(
  tables: JobTables,
  reading: ListReading,
  { nowMs, discovery }: { readonly nowMs: number; readonly discovery: Discovery | null },
): Promise<Applied> {
  const { rows, readMs } = reading;
  const open = await tables.watched.ofVault(reading.vault);
  const taken = new Set(open.flatMap(({ jobId }) => (jobId === null ? [] : [jobId.toLowerCase()])));
  for (const job of rows)
    if (open.some((one) => one.jobId === null && mayBelongTo(one, job)))
      if ((await tables.watched.byJob(reading.vault, job.id)) !== null) taken.add(job.id.toLowerCase());
  const applied: Applied[] = [];
  for (const [before, job] of matchRows(open, rows, { readMs, taken })) {
    if (job === null && (before.endSeenMs !== null || isTooYoung(before, readMs))) {
      applied.push({ watched: [before], notices: [] });
      continue;
    }
    const points = reading.points.get(before.key);
    const seen = { job, readMs, ...(points && { points }) };
    applied.push(await write(tables, before, { seen, nowMs }));
  }
  if (discovery) applied.push(...(await discover(tables, reading, { nowMs, discovery, open })));
  return merged(applied);
}

/** A list says nothing yet of what was triggered after it, or just before. */
function isTooYoung({ startedMs }: WatchedJob, readMs: number): boolean {
  return readMs < startedMs + LISTED_MS;
}
const LISTED_MS = 60_000;

/** Writes what a read of one job changes. null: it is watched no more. */
export async function applyJobReading(
  tables: JobTables,
  key: string,
  at: { seen: JobReading; nowMs: number },
): Promise<Applied> {
  const before = await tables.watched.byKey(key);
  return before === null ? { watched: [], notices: [] } : write(tables, before, at);
}

async function write(
  tables: JobTables,
  before: WatchedJob,
  { seen, nowMs }: { readonly seen: JobReading; readonly nowMs: number },
): Promise<Applied> {
  const { watched, events } = advance(before, seen, nowMs);
  if (isWorthSaving(before, watched, events) && !(await tables.watched.save(watched)))
    return { watched: [], notices: [] };
  const past = pastJobOf(before, watched);
  if (past) await tables.history.put(past);
  return { watched: [watched], notices: events.map((event) => noticeOf(watched, event, seen.readMs)) };
}

/** A reading that shows what was known only makes it newer: that is kept in memory. */
function isWorthSaving(before: WatchedJob, now: WatchedJob, events: readonly JobEvent[]): boolean {
  return (
    events.length > 0 ||
    before.jobId !== now.jobId ||
    before.missingSinceMs !== now.missingSinceMs ||
    before.done !== now.done ||
    (before.detailMs === 0) !== (now.detailMs === 0) ||
    (before.endSeenMs !== null && before.detailMs !== now.detailMs)
  );
}

/** Some fail within minutes, between two lists, or while nobody could read: an end is still told so long after it. */
export const LATE_MS = 24 * 3_600_000;
/** Of one list, so that its transaction is short: the next one goes on. */
const FOUND_MAX = 200;

function endMs({ startedAt, endedAt }: Job): number {
  return (endedAt ?? startedAt)?.getTime() ?? 0;
}

async function discover(
  tables: JobTables,
  { vault, rows, readMs }: ListReading,
  { nowMs, discovery, open }: { nowMs: number; discovery: Discovery; open: readonly WatchedJob[] },
): Promise<readonly Applied[]> {
  const applied: Applied[] = [];
  const items = indexOf(discovery.items).ofVault(vault);
  const lateMs = nowMs - LATE_MS;
  const recent = rows.filter((row) => operationOf(row) === 'backup' && (isActive(row) || endMs(row) >= lateMs));
  const oldestMs = recent.reduce((oldest, { startedAt }) => Math.min(oldest, startedAt?.getTime() ?? oldest), nowMs);
  const known = recent.length === 0 ? new Set<string>() : await tables.watched.jobIds(vault, oldestMs);
  for (const job of recent) {
    if (known.has(job.id.toLowerCase()) || open.some((one) => one.jobId === null && mayBelongTo(one, job))) continue;
    const item = items.find((one) => isJobOf(job, one));
    const wanted = item && discovery.coverage.demandFor(item);
    if (!item || !wanted || (!isActive(job) && endMs(job) < wanted.sinceMs)) continue;
    if (applied.length >= FOUND_MAX) break;
    const begun = begin(item, job, wanted.level === 'progress');
    if (!(await tables.watched.add(begun))) continue;
    applied.push(await write(tables, begun, { seen: { job, readMs }, nowMs }));
  }
  return applied;
}

/** A snapshot of which nothing was said yet runs as a rule; of what began before that, it is not taken for granted. */
const JUST_BEGUN_MS = 2 * 60_000;
/** Of one list. */
const UNDER_WAY_MAX = 12;

/** Rows of backups that were found under way, whose snapshots somebody wants to hear of. */
export function foundUnderWay(
  rows: readonly Job[],
  { open, discovery, nowMs }: { open: readonly WatchedJob[]; discovery: Discovery; nowMs: number },
): readonly Job[] {
  const known = new Set(open.flatMap(({ jobId }) => jobId?.toLowerCase() ?? []));
  const isNew = (row: Job): boolean =>
    row.tasks === null &&
    row.state === 'inProgress' &&
    operationOf(row) === 'backup' &&
    nowMs - (row.startedAt?.getTime() ?? 0) > JUST_BEGUN_MS &&
    !known.has(row.id.toLowerCase()) &&
    !open.some((one) => one.jobId === null && mayBelongTo(one, row));
  const isWanted = (row: Job): boolean => {
    const item = indexOf(discovery.items)
      .ofVault(row.vault)
      .find((one) => isJobOf(row, one));
    return item !== undefined && discovery.coverage.demandFor(item)?.level === 'progress';
  };
  return rows.filter((row) => isNew(row) && isWanted(row)).slice(0, UNDER_WAY_MAX);
}

function begin(item: ProtectedItem, job: Job, awaitsSnapshot: boolean): WatchedJob {
  return newWatchedJob(item, {
    ...{ key: jobKey(vaultKey(item.ref.vault), job.id), jobId: job.id, startedMs: job.startedAt?.getTime() ?? 0 },
    ...{ retainUntilMs: null, askedBy: null, awaitsSnapshot },
  });
}

/** `seenMs`: the reading that showed it; of recovery points it is newer than the job's own. */
function noticeOf(watched: WatchedJob, event: JobEvent, seenMs: number): Notice {
  const { key, itemId, vmName, vmResourceGroup, job, readMs } = watched;
  const atMs = happenedAt(job, event) ?? seenMs;
  return { jobKey: key, event, vault: vaultOf(watched), itemId, vmName, vmResourceGroup, job, atMs, readMs };
}

function happenedAt(job: Job | null, event: JobEvent): number | undefined {
  if (event === 'started') return job?.startedAt?.getTime();
  if (event === 'ended') return job?.endedAt?.getTime();
  return event === 'snapshotDone' && job ? snapshotTask(job)?.endedAt?.getTime() : undefined;
}

function merged(applied: readonly Applied[]): Applied {
  return {
    watched: applied.flatMap(({ watched }) => watched),
    notices: applied.flatMap(({ notices }) => notices),
  };
}
