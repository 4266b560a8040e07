import type { JobEvent } from '../../backup/jobEvents';
import { isActive, snapshotTask } from '../../backup/phase';
import { pointOf } from '../../backup/points';
import type { Job, RecoveryPoint } from '../../backup/types';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../platform/durations';
import type { WatchedJob } from './watchedJob';
import { stateOf } from './watchedJobState';

/** What one reading showed of one job. */
export interface JobReading {
  /** Null if Azure does not know the job, or the list does not show it. */
  readonly job: Job | null;
  /** When the request went out, epoch ms. */
  readonly readMs: number;
  /** The recovery points of the job's VM; absent if they were not read. */
  readonly points?: readonly RecoveryPoint[];
}

type ReadingOfJob = JobReading & { readonly job: Job };

interface Transition {
  readonly watched: WatchedJob;
  /** The events to tell. */
  readonly events: readonly JobEvent[];
}

export const SNAPSHOT_SLOW_MS = 30 * MINUTE_MS;
const JOB_SLOW_MS = DAY_MS;
/** Lists may lag. A job has vanished when two readings at least this far apart do not show it. */
const MISSING_MS = 5 * MINUTE_MS;
export const NOT_STARTED_MS = 15 * MINUTE_MS;
/** How long the bot waits for a recovery point that Azure does not list yet, or whose list cannot be read. */
const CONSISTENCY_MS = HOUR_MS;

/**
 * The state machine of a watched job. It returns the job after this reading, and the events to tell. `WatchedJobState`
 * lists the transitions. The job's own status decides; its tasks only add detail. Each event comes once in the job's
 * life, `taskChanged` once per change. A reading older than the newest known one changes nothing. After the end, no
 * reading makes the job run again.
 *
 * `snapshotDone` is told only while the job's status is in progress, never while Azure cancels it or after it failed.
 * If the first reading after the snapshot shows the end, only `ended` is told, because it reports both.
 */
export function advance(watched: WatchedJob, reading: JobReading, nowMs: number): Transition {
  const state = stateOf(watched);
  if (state === 'done' || state === 'moved') return { watched, events: [] };
  if (state === 'ended') return awaitPoint(watched, reading, nowMs);
  const { job, readMs } = reading;
  if (readMs < watched.readMs) return { watched, events: [] };
  if (job !== null) return seen(watched, { ...reading, job }, nowMs);
  return state === 'triggered' ? unstarted(watched, readMs) : unseen(watched, readMs);
}

/** The trigger after Azure has named its job. */
export function namedTrigger(trigger: WatchedJob, jobId: string): WatchedJob {
  return { ...trigger, jobId };
}

/**
 * Merges a trigger into the watched job that a list had shown first. That job takes over the messages that the asker is
 * owed.
 */
export function movedTrigger(trigger: WatchedJob, found: WatchedJob): { trigger: WatchedJob; found: WatchedJob } {
  const { askedBy, retainUntilMs } = trigger;
  return {
    trigger: { ...trigger, done: true, movedTo: found.key },
    found: { ...found, askedBy, retainUntilMs, awaitsSnapshot: true },
  };
}

function unstarted(trigger: WatchedJob, readMs: number): Transition {
  if (readMs - trigger.startedMs < NOT_STARTED_MS) return { watched: { ...trigger, readMs }, events: [] };
  return emit({ ...trigger, readMs, done: true }, ['notStarted']);
}

function unseen(watched: WatchedJob, readMs: number): Transition {
  const missingSinceMs = watched.missingSinceMs ?? readMs;
  const next = { ...watched, readMs, missingSinceMs };
  if (readMs - Math.max(missingSinceMs, watched.startedMs) < MISSING_MS) return { watched: next, events: [] };
  return emit({ ...next, done: true }, ['vanished']);
}

function seen(watched: WatchedJob, reading: ReadingOfJob, nowMs: number): Transition {
  const { job, readMs } = reading;
  const next: WatchedJob = {
    ...watched,
    jobId: watched.jobId ?? job.id,
    startedMs: job.startedAt?.getTime() ?? watched.startedMs,
    job: withKnownTasks(job, watched),
    readMs,
    detailMs: job.tasks === null ? watched.detailMs : readMs,
    missingSinceMs: null,
  };
  if (!isActive(job)) return end({ ...next, endSeenMs: readMs }, reading, nowMs);
  return emit(next, runningEvents(watched, next, job));
}

/**
 * Azure shows tasks only in a read of the job itself, never in a list. A list's row keeps the tasks of the last such
 * read while its state is the same. After that they say how far the job was, and no longer how it stands.
 */
function withKnownTasks(job: Job, { job: before, detailMs }: WatchedJob): Job {
  const tasks = before?.tasks ?? null;
  if (job.tasks !== null || tasks === null) return job;
  if (before?.state === job.state) return { ...job, tasks };
  return isActive(job) ? job : { ...job, lastTasks: { tasks, at: new Date(detailMs) } };
}

function runningEvents(before: WatchedJob, now: WatchedJob, read: Job): readonly JobEvent[] {
  const ageMs = now.readMs - now.startedMs;
  const snapshot = snapshotTask(read)?.state;
  const isDone = snapshot === 'completed';
  const runsStill = snapshot !== undefined && !isDone && !now.raised.includes('snapshotDone');
  const happened: readonly (readonly [JobEvent, boolean])[] = [
    ['started', before.job === null],
    ['taskChanged', before.job !== null && shownOnCard(before.job) !== shownOnCard(now.job)],
    ['snapshotDone', isDone && read.state === 'inProgress'],
    ['snapshotSlow', runsStill && ageMs >= SNAPSHOT_SLOW_MS],
    ['jobSlow', ageMs >= JOB_SLOW_MS && !now.firstBackup],
  ];
  return happened.filter(([, so]) => so).map(([event]) => event);
}

/** The facts of the job on the live card, as one text, to compare two readings. */
function shownOnCard(job: Job | null): string {
  return JSON.stringify([job?.statusText, job?.tasks?.map(({ name, statusText }) => [name, statusText])]);
}

function end(watched: WatchedJob, { job, points }: ReadingOfJob, nowMs: number): Transition {
  const makesPoint = job.state === 'completed' || job.state === 'completedWithWarnings';
  if (!makesPoint) return emit({ ...watched, consistency: 'givenUp', done: true }, ['ended']);
  if (pointOf(job, points ?? [], new Date(nowMs)) === null) return emit(watched, ['ended']);
  return emit({ ...watched, consistency: 'told', done: true }, ['ended']);
}

/** Awaits the recovery point of an ended job. A newer read of the job itself may still add its tasks and its size. */
function awaitPoint(before: WatchedJob, { job, points, readMs }: JobReading, nowMs: number): Transition {
  const isNewer = job !== null && !isActive(job) && readMs >= before.readMs && job.tasks !== null;
  const watched = isNewer ? { ...before, job, readMs, detailMs: readMs } : before;
  if (watched.job !== null && pointOf(watched.job, points ?? [], new Date(nowMs)) !== null)
    return emit({ ...watched, consistency: 'told', done: true }, ['consistency']);
  const waitedMs = readMs - (watched.endSeenMs ?? readMs);
  if (waitedMs < CONSISTENCY_MS) return { watched, events: [] };
  return emit({ ...watched, consistency: 'givenUp', done: true }, ['consistencyUnknown']);
}

/** Removes events that were raised before, and records the new ones in the job. */
function emit(watched: WatchedJob, events: readonly JobEvent[]): Transition {
  const fresh = events.filter((event) => event === 'taskChanged' || !watched.raised.includes(event));
  const kept = fresh.filter((event) => event !== 'taskChanged');
  return { watched: kept.length === 0 ? watched : { ...watched, raised: [...watched.raised, ...kept] }, events: fresh };
}
