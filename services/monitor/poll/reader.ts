import { isActive } from '../../backup/phase';
import type { Job, RecoveryPoint, VaultRef } from '../../backup/types';
import { AzureError, type JobWindow, type Reading, retryAfter } from '../../backup/vaults';
import type { SubscriptionState, PlannedRead } from '../planner/planner';
import {
  type Applied,
  applyListReading,
  applyJobReading,
  type Discovery,
  LATE_MS,
  foundUnderWay,
} from '../track/applyReading';
import { matchRows } from '../track/matchJobs';
import { itemOfWatched, vaultOf, type WatchedJob } from '../track/watchedJob';
import type { MonitorParts, MonitorTables } from './parts';
import type { ReadingState } from './readingState';
import { asItStands, SHARED_MS, withTasks } from './taskReads';

/** Carries out what was planned. A read that fails changes nothing but the time of the next one. */
export interface JobReader {
  read(reads: readonly PlannedRead[], discovery: Discovery): Promise<void>;
  /** Takes over what commands have read since, of `jobs` and `vaults`; only what it tells of ends may cost reads. */
  adoptCommandReads(known: Pick<SubscriptionState, 'jobs' | 'vaults'>, discovery: Discovery): Promise<void>;
  /** Looks for recovery points that are due; resolves with when the next are. */
  readPoints(subscription: string, discovery: Discovery): Promise<number>;
}

const AT_ONCE = 6;
/** One that is older is not news: the watcher reads for itself. */
const TAKEN_MS_MAX = 60_000;
const RETRY_MS = 15_000;
const RETRY_MS_MAX = 5 * 60_000;
/** How far lists reach back behind the oldest job that is looked for. */
const BEHIND_MS = 10 * 60_000;
const MINUTE_MS = 60_000;
/** At most so many reads of recovery points in a round: their budget is their own, and others share it. */
const POINTS_MAX = 12;

export function createJobReader<T extends MonitorTables>(parts: MonitorParts<T>, memory: ReadingState): JobReader {
  const context = { parts, memory };
  return {
    async read(reads, discovery) {
      await atOnce(reads, (read) =>
        read.kind === 'list' ? readList(context, read.vault, discovery) : readJob(context, read.watched, discovery),
      );
    },
    async adoptCommandReads({ jobs, vaults }, discovery) {
      const { lastRead, clock } = parts;
      const oldestMs = clock.now().getTime() - TAKEN_MS_MAX;
      const lists = vaults.flatMap(({ vault, readMs }) => {
        const list = lastRead.jobs(vault, windowOf(context, vault), Math.max(readMs, oldestMs));
        return list ? [{ vault, list }] : [];
      });
      await atOnce(lists, (one) => taken(context, listRead(context, one, discovery)));
      const details = jobs.flatMap(({ watched, detailMs }) => {
        const { awaitsSnapshot, endSeenMs, jobId } = watched;
        if (!awaitsSnapshot || endSeenMs !== null || jobId === null) return [];
        const read = lastRead.job(vaultOf(watched), jobId, Math.max(detailMs, oldestMs));
        return read ? [{ watched, job: read.value, readMs: read.at.getTime() }] : [];
      });
      await atOnce(details, (one) => taken(context, jobRead(context, one, discovery)));
    },
    async readPoints(subscription, discovery) {
      const nowMs = parts.clock.now().getTime();
      const waiting = memory
        .ended(subscription)
        .map(({ watched, pointsMs }) => ({ watched, dueMs: pointsDue(watched, pointsMs) }));
      const due = waiting.filter(({ dueMs }) => dueMs <= nowMs).slice(0, POINTS_MAX);
      await atOnce(due, ({ watched }) => readPointsOf(context, watched, discovery));
      return Math.min(...waiting.map(({ dueMs }) => Math.max(dueMs, nowMs + RETRY_MS)), Infinity);
    },
  };
}

interface Context<T extends MonitorTables> {
  readonly parts: MonitorParts<T>;
  readonly memory: ReadingState;
}

/** What could not be taken over is read by the plan: that goes on. */
async function taken<T extends MonitorTables>({ parts }: Context<T>, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    parts.log.warn({ err: error }, 'what a command had read could not be taken over');
  }
}

/** After the end: soon, then ever more seldom, at most every ten minutes. */
function pointsDue({ endSeenMs }: WatchedJob, pointsMs: number): number {
  const sinceMs = Math.max(0, pointsMs - (endSeenMs ?? 0));
  return Math.max(pointsMs, endSeenMs ?? 0) + Math.min(10 * MINUTE_MS, Math.max(MINUTE_MS / 2, sinceMs / 2));
}

function windowOf<T extends MonitorTables>({ parts, memory }: Context<T>, vault: VaultRef): JobWindow {
  const nowMs = parts.clock.now().getTime();
  const began = memory.openOf(vault).filter(({ startedMs }) => startedMs > 0); // Of the others it is not known.
  const open = began.map(({ startedMs }) => startedMs - BEHIND_MS);
  return { since: new Date(Math.min(nowMs - LATE_MS, ...open)) };
}

async function readList<T extends MonitorTables>(
  context: Context<T>,
  vault: VaultRef,
  discovery: Discovery,
): Promise<void> {
  const { parts, memory } = context;
  const askedMs = parts.clock.now().getTime();
  const list = await listOf(context, vault, askedMs);
  if (list instanceof AzureError) {
    memory.listFailed(vault, retryAt(list, askedMs));
    parts.log.info({ vault: vault.name, code: list.code, problem: list.problem.kind }, 'a list of jobs was not read');
    return;
  }
  await listRead(context, { vault, list }, discovery);
}

async function listRead<T extends MonitorTables>(
  { parts, memory }: Context<T>,
  { vault, list }: { readonly vault: VaultRef; readonly list: Reading<readonly Job[]> },
  discovery: Discovery,
): Promise<void> {
  const open = memory.openOf(vault);
  const nowMs = parts.clock.now().getTime();
  const readMs = list.at.getTime();
  const matches = matchRows(open, list.value, { readMs, taken: new Set() });
  const ended = [...matches].flatMap(([watched, job]) => (isEnd(watched, job) ? [watched] : []));
  const points = new Map<string, readonly RecoveryPoint[]>();
  const detailed = new Map<Job, Job>();
  await atOnce(ended, async (watched) => {
    const row = matches.get(watched);
    if (row) detailed.set(row, await withTasks({ parts, memory }, watched, row));
    const found = await pointsOf({ parts, memory }, watched, discovery);
    if (found) points.set(watched.key, found);
  });
  await atOnce(foundUnderWay(list.value, { open, discovery, nowMs }), async (row) => {
    detailed.set(row, await asItStands({ parts, memory }, row));
  });
  const kept = await commit({ parts, memory }, (tables) =>
    applyListReading(
      tables,
      { vault, rows: list.value.map((row) => detailed.get(row) ?? row), readMs, points },
      { nowMs, discovery },
    ),
  );
  const keys = new Set(kept.map(({ key }) => key));
  for (const { key } of open) if (!keys.has(key)) memory.drop(key);
  memory.listRead(vault, readMs);
}

function isEnd(watched: WatchedJob, job: Job | null): boolean {
  return job !== null && watched.endSeenMs === null && !isActive(job);
}

/** A vault that is gone shows no jobs. */
async function listOf<T extends MonitorTables>(
  { parts, memory }: Context<T>,
  vault: VaultRef,
  askedMs: number,
): Promise<Reading<readonly Job[]> | AzureError> {
  try {
    const reading = await parts.vaults.jobs(vault, windowOf({ parts, memory }, vault), {
      ...{ maxAgeMs: SHARED_MS, sparing: true },
    });
    // A list that was read just now, and that lacks only jobs of days ago, is a list.
    if (reading.problem && reading.at.getTime() < askedMs - SHARED_MS) return reading.problem;
    memory.found(vault);
    return reading;
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    return isVaultGone(error) && memory.isDeleted(vault, askedMs) ? { value: [], at: new Date(askedMs) } : error;
  }
}

function isVaultGone({ problem }: AzureError): boolean {
  return problem.kind === 'notFound' && problem.what === 'vault';
}

async function readJob<T extends MonitorTables>(
  context: Context<T>,
  watched: WatchedJob,
  discovery: Discovery,
): Promise<void> {
  const { parts, memory } = context;
  const { vaults, clock } = parts;
  const askedMs = clock.now().getTime();
  if (watched.jobId === null) return;
  const fail = (problem: AzureError): void => {
    memory.jobFailed(watched.key, retryAt(problem, askedMs));
    parts.log.info({ job: watched.key, code: problem.code, problem: problem.problem.kind }, 'a job was not read');
  };
  let seen: { job: Job | null; readMs: number };
  try {
    const { value, at, problem } = await vaults.job(vaultOf(watched), watched.jobId, { maxAgeMs: SHARED_MS });
    if (problem) {
      fail(problem);
      return;
    }
    seen = { job: value, readMs: at.getTime() };
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    const isUnfound = isVaultGone(error) && !memory.isDeleted(vaultOf(watched), askedMs);
    if (error.problem.kind !== 'notFound' || isUnfound) {
      fail(error);
      return;
    }
    seen = { job: null, readMs: askedMs };
  }
  await jobRead(context, { watched, ...seen }, discovery);
}

async function jobRead<T extends MonitorTables>(
  context: Context<T>,
  { watched, job, readMs }: { readonly watched: WatchedJob; readonly job: Job | null; readonly readMs: number },
  discovery: Discovery,
): Promise<void> {
  const { parts, memory } = context;
  const points = isEnd(watched, job) ? await pointsOf(context, watched, discovery) : null;
  const nowMs = parts.clock.now().getTime();
  const kept = await commit(context, (tables) =>
    applyJobReading(tables, watched.key, { seen: { job, readMs, ...(points && { points }) }, nowMs }),
  );
  if (kept.length === 0) memory.drop(watched.key);
  memory.jobRead(watched.key, readMs);
}

async function readPointsOf<T extends MonitorTables>(
  context: Context<T>,
  watched: WatchedJob,
  discovery: Discovery,
): Promise<void> {
  const readMs = context.parts.clock.now().getTime();
  const points = await pointsOf(context, watched, discovery);
  const nowMs = context.parts.clock.now().getTime();
  const seen = { job: null, readMs, ...(points && { points }) };
  await commit(context, (tables) => applyJobReading(tables, watched.key, { seen, nowMs }));
}

/** null: they could not be read. */
async function pointsOf<T extends MonitorTables>(
  { parts, memory }: Context<T>,
  watched: WatchedJob,
  { items }: Discovery,
): Promise<readonly RecoveryPoint[] | null> {
  memory.pointsRead(watched.key, parts.clock.now().getTime());
  try {
    const { value, problem } = await parts.vaults.points(itemOfWatched(watched, items), { maxAgeMs: SHARED_MS });
    return problem ? null : value;
  } catch (error) {
    if (error instanceof AzureError) return null;
    throw error;
  }
}

/** One transaction: what changed, and what is told of it. */
async function commit<T extends MonitorTables>(
  { parts, memory }: Context<T>,
  work: (tables: T) => Promise<Applied>,
): Promise<readonly WatchedJob[]> {
  const { watched, notices } = await parts.transaction(async (tables) => {
    const applied = await work(tables);
    if (applied.notices.length > 0) await parts.enqueue(tables, applied.notices);
    return applied;
  });
  memory.put(watched);
  if (notices.length > 0) parts.onEnqueued();
  return watched;
}

function retryAt(error: AzureError, askedMs: number): (failures: number) => number {
  const untilMs = retryAfter(error)?.getTime() ?? 0;
  return (failures) => Math.max(untilMs, askedMs + Math.min(RETRY_MS * 2 ** (failures - 1), RETRY_MS_MAX));
}

async function atOnce<V>(values: readonly V[], work: (value: V) => Promise<void>): Promise<void> {
  const queue = [...values];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next);
  };
  const results = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, queue.length) }, worker));
  for (const result of results) if (result.status === 'rejected') throw result.reason as Error;
}
