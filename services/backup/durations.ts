import type { PastDurations } from './findings';
import { isJobOf, type JobKey } from './ids';
import { operationOf } from './operations';
import { newestFirst, snapshotTask } from './phase';
import type { Job, JobState, ProtectedItem, Task } from './types';

/** Fewer runs give no useful range: the bot then names no durations. */
const RUNS_MIN = 5;
const RUNS_MAX = 12;

/** How many stored runs of a VM to read: more than RUNS_MAX, since not every run has a snapshot duration. */
export const PAST_RUNS_READ = 30;

/** A row of history: one backup that the bot observed until its end. */
export interface PastJob {
  /** The `jobKey` of the job, which never changes. */
  readonly job: JobKey;
  /** ARM id of the protected item. */
  readonly itemId: string;
  readonly state: JobState;
  /** Azure's times in epoch ms. */
  readonly startedMs: number;
  readonly endedMs: number;
  /** Duration of the task `Take Snapshot`; null if it did not complete, or if the bot never read the tasks. */
  readonly snapshotMs: number | null;
}

/** Durations of a VM's past backups: of whole jobs, and of their snapshots. Null if there are too few runs. */
export interface PastLengths {
  readonly whole: PastDurations | null;
  readonly snapshot: PastDurations | null;
}

/**
 * Durations of the VM's 5 to 12 newest completed backups; null if it has fewer. `jobs` covers the whole vault, in any
 * order. The durations are facts about the past and no forecast, because past durations predict little.
 */
export function pastDurations(jobs: readonly Job[], item: ProtectedItem): PastDurations | null {
  const lengths = jobs
    .filter((job) => job.state === 'completed' && operationOf(job) === 'backup' && isJobOf(job, item))
    .sort(newestFirst)
    .flatMap((job) => lengthMs(job) ?? []);
  return rangeOf(lengths, 'jobList');
}

/** Durations from the bot's own history, newest first. A completed snapshot counts even if its job failed later. */
export function watchedDurations(past: readonly PastJob[]): PastLengths {
  const whole = past.filter(({ state }) => state === 'completed').map(({ startedMs, endedMs }) => endedMs - startedMs);
  const snapshots = past.flatMap(({ snapshotMs }) => snapshotMs ?? []);
  return { whole: rangeOf(whole, 'watched'), snapshot: rangeOf(snapshots, 'watched') };
}

/** Duration of the job's task `Take Snapshot` by Azure's times; null if the task is not completed or has no times. */
export function snapshotMsOf(job: Job): number | null {
  const snapshot = snapshotTask(job);
  return snapshot?.state === 'completed' ? lengthMs(snapshot) : null;
}

function rangeOf(newestFirstMs: readonly number[], from: PastDurations['from']): PastDurations | null {
  const sorted = newestFirstMs
    .filter((ms) => ms > 0 && Number.isFinite(ms))
    .slice(0, RUNS_MAX)
    .sort((a, b) => a - b);
  const [minMs, maxMs] = [sorted[0], sorted.at(-1)];
  if (minMs === undefined || maxMs === undefined || sorted.length < RUNS_MIN) return null;
  return { from, runs: sorted.length, minMs, medianMs: median(sorted), maxMs };
}

type Timed = Pick<Task, 'durationMs' | 'startedAt' | 'endedAt'>;

function lengthMs({ durationMs, startedAt, endedAt }: Timed): number | null {
  const ms = durationMs ?? (startedAt && endedAt && endedAt.getTime() - startedAt.getTime());
  return ms !== null && ms > 0 && Number.isFinite(ms) ? ms : null;
}

function median(sorted: readonly number[]): number {
  const upper = sorted[sorted.length >> 1] ?? 0;
  const lower = sorted[(sorted.length - 1) >> 1] ?? 0;
  return Math.round((lower + upper) / 2);
}
