import type { JobEvent } from '../../backup/jobEvents';
import { isActive, snapshotTask } from '../../backup/phase';
import { pointOf } from '../../backup/points';
import type { Job, RecoveryPoint, Task } from '../../backup/types';
import type { WatchedJob } from './watchedJob';

/** What a reading showed of one job. */
export interface JobReading {
  /** null: Azure knows no such job, or the list does not show it. */
  readonly job: Job | null;
  /** When the request went out, epoch ms. */
  readonly readMs: number;
  /** The recovery points of its VM, where they were read too. */
  readonly points?: readonly RecoveryPoint[];
}

export interface Transition {
  readonly watched: WatchedJob;
  readonly events: readonly JobEvent[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const SNAPSHOT_SLOW_MS = 30 * MINUTE_MS;
export const JOB_SLOW_MS = 24 * HOUR_MS;
/** Lists may lag: a job is gone once two readings so far apart do not show it. */
export const MISSING_MS = 5 * MINUTE_MS;
export const NOT_STARTED_MS = 15 * MINUTE_MS;
/** How long a recovery point that Azure does not list yet is waited for, or whose list cannot be read. */
export const CONSISTENCY_MS = HOUR_MS;

/**
 * What a reading changes, and what is to be told of it. The job's status rules, its tasks illustrate (AZURE.md 3). Each
 * event comes once for ever, `taskChanged` once per change. A reading older than the newest one known changes nothing,
 * and after the end no reading says that the job runs.
 *
 * `snapshotDone` is told while the job runs and nothing else of it is under way: never of one that is being cancelled
 * or failed. A job whose end is the first reading after its snapshot is told as ended only, which says it all.
 */
export function advance(watched: WatchedJob, seen: JobReading, nowMs: number): Transition {
  if (watched.done) return { watched, events: [] };
  if (watched.endSeenMs !== null) return afterEnd(watched, seen, nowMs);
  if (seen.readMs < watched.readMs) return { watched, events: [] };
  return seen.job === null ? missing(watched, seen.readMs) : present(watched, { ...seen, job: seen.job }, nowMs);
}

function missing(watched: WatchedJob, readMs: number): Transition {
  if (watched.jobId === null)
    return readMs - watched.startedMs >= NOT_STARTED_MS
      ? told({ ...watched, readMs, done: true }, ['notStarted'])
      : { watched: { ...watched, readMs }, events: [] };
  const missingSinceMs = watched.missingSinceMs ?? readMs;
  const next = { ...watched, readMs, missingSinceMs };
  if (readMs - Math.max(missingSinceMs, watched.startedMs) < MISSING_MS) return { watched: next, events: [] };
  return told({ ...next, done: true }, ['vanished']);
}

function present(watched: WatchedJob, seen: JobReading & { readonly job: Job }, nowMs: number): Transition {
  const { job, readMs } = seen;
  const next: WatchedJob = {
    ...watched,
    jobId: watched.jobId ?? job.id,
    startedMs: job.startedAt?.getTime() ?? watched.startedMs,
    job: withTasks(job, watched.job),
    readMs,
    detailMs: job.tasks === null ? watched.detailMs : readMs,
    missingSinceMs: null,
  };
  if (!isActive(job)) return ended({ ...next, endSeenMs: readMs }, seen, nowMs);
  return told(next, runningEvents(watched, next, job));
}

/**
 * A list's row carries no tasks (AZURE.md 3): those of the last read of its own stay while the state is the same. Of a job
 * that has completed since, those stay that had completed then; of the others no state is known.
 */
function withTasks(job: Job, before: Job | null): Job {
  const tasks = before?.tasks ?? null;
  if (job.tasks !== null || tasks === null) return job;
  if (before?.state === job.state) return { ...job, tasks };
  return job.state === 'completed' ? { ...job, tasks: tasks.map(asFarAsKnown) } : job;
}

function asFarAsKnown(task: Task): Task {
  if (task.state === 'completed') return task;
  return { ...task, state: 'unknown', statusText: '', endedAt: null, durationMs: null };
}

function runningEvents(before: WatchedJob, now: WatchedJob, read: Job): readonly JobEvent[] {
  const ageMs = now.readMs - now.startedMs;
  const snapshot = snapshotTask(read)?.state;
  const isDone = snapshot === 'completed';
  const runsStill = snapshot !== undefined && !isDone && !now.raised.includes('snapshotDone');
  const happened: readonly (readonly [JobEvent, boolean])[] = [
    ['started', before.job === null],
    ['taskChanged', before.job !== null && looks(before.job) !== looks(now.job)],
    ['snapshotDone', isDone && read.state === 'inProgress'],
    ['snapshotSlow', runsStill && ageMs >= SNAPSHOT_SLOW_MS],
    ['jobSlow', ageMs >= JOB_SLOW_MS && !now.firstBackup],
  ];
  return happened.filter(([, so]) => so).map(([event]) => event);
}

/** What the live card shows of it. */
function looks(job: Job | null): string {
  return JSON.stringify([job?.statusText, job?.tasks?.map(({ name, statusText }) => [name, statusText])]);
}

function ended(watched: WatchedJob, seen: JobReading & { readonly job: Job }, nowMs: number): Transition {
  const makesPoint = seen.job.state === 'completed' || seen.job.state === 'completedWithWarnings';
  if (!makesPoint) return told({ ...watched, consistency: 'givenUp', done: true }, ['ended']);
  if (pointOf(seen.job, seen.points ?? [], new Date(nowMs)) === null) return told(watched, ['ended']);
  return told({ ...watched, consistency: 'told', done: true }, ['ended']);
}

/** Only the recovery point is awaited. A newer read of the job itself may still add its tasks and its size. */
function afterEnd(before: WatchedJob, { job, points, readMs }: JobReading, nowMs: number): Transition {
  const isNewer = job !== null && !isActive(job) && readMs >= before.readMs && job.tasks !== null;
  const watched = isNewer ? { ...before, job, readMs, detailMs: readMs } : before;
  if (watched.job !== null && pointOf(watched.job, points ?? [], new Date(nowMs)) !== null)
    return told({ ...watched, consistency: 'told', done: true }, ['consistency']);
  const waitedMs = readMs - (watched.endSeenMs ?? readMs);
  if (waitedMs < CONSISTENCY_MS) return { watched, events: [] };
  return told({ ...watched, consistency: 'givenUp', done: true }, ['consistencyUnknown']);
}

function told(watched: WatchedJob, events: readonly JobEvent[]): Transition {
  const fresh = events.filter((event) => event === 'taskChanged' || !watched.raised.includes(event));
  const kept = fresh.filter((event) => event !== 'taskChanged');
  return { watched: kept.length === 0 ? watched : { ...watched, raised: [...watched.raised, ...kept] }, events: fresh };
}
