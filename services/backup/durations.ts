import type { PastDurations } from './findings';
import { operationOf } from './operations';
import { snapshotTask } from './phase';
import { isJobOf, type Job, type JobState, type ProtectedItem, type Task } from './types';

/** Fewer runs say nothing (docs/azure.md). */
const RUNS_MIN = 5;
const RUNS_MAX = 12;

/** How many of a VM's newest runs are worth being read: not every one of them shows its snapshot. */
export const PAST_RUNS_READ = 30;

/** What is remembered of a backup that the bot watched to its end. */
export interface PastJob {
  /** Names the job for ever: `jobKey`. */
  readonly job: string;
  /** ARM id of the protected item. */
  readonly itemId: string;
  readonly state: JobState;
  /** Epoch ms, by Azure's times. */
  readonly startedMs: number;
  readonly endedMs: number;
  /** How long its `Take Snapshot` took; null where that did not complete, or its tasks were never read. */
  readonly snapshotMs: number | null;
}

/** How long a VM's own past backups took: as whole jobs, and up to the end of their snapshots. */
export interface PastLengths {
  readonly whole: PastDurations | null;
  readonly snapshot: PastDurations | null;
}

/**
 * How long the VM's own newest completed backups took as whole jobs: of 5 to 12 runs, null where there are fewer. `jobs`
 * may be a whole vault's, in any order. No forecast: size and history predict little (docs/azure.md).
 */
export function pastDurations(jobs: readonly Job[], item: ProtectedItem): PastDurations | null {
  const startMs = (job: Job): number => job.startedAt?.getTime() ?? 0;
  const lengths = jobs
    .filter((job) => job.state === 'completed' && operationOf(job) === 'backup' && isJobOf(job, item))
    .sort((a, b) => startMs(b) - startMs(a))
    .flatMap((job) => lengthMs(job) ?? []);
  return rangeOf(lengths, 'jobList');
}

/** The same of the backups that the bot watched, newest first. A snapshot counts however its job ended. */
export function watchedDurations(past: readonly PastJob[]): PastLengths {
  const whole = past.filter(({ state }) => state === 'completed').map(({ startedMs, endedMs }) => endedMs - startedMs);
  const snapshots = past.flatMap(({ snapshotMs }) => snapshotMs ?? []);
  return { whole: rangeOf(whole, 'watched'), snapshot: rangeOf(snapshots, 'watched') };
}

/** How long the job's `Take Snapshot` took, by Azure's times; null where it is not completed or shows none. */
export function snapshotMsOf(job: Job): number | null {
  const snapshot = snapshotTask(job);
  return snapshot?.state === 'completed' ? lengthMs(snapshot) : null;
}

/** `newestFirst`: in ms. */
function rangeOf(newestFirst: readonly number[], from: PastDurations['from']): PastDurations | null {
  const sorted = newestFirst
    .filter((ms) => ms > 0 && Number.isFinite(ms))
    .slice(0, RUNS_MAX)
    .sort((a, b) => a - b);
  const [minMs, maxMs] = [sorted[0], sorted.at(-1)];
  if (minMs === undefined || maxMs === undefined || sorted.length < RUNS_MIN) return null;
  return { from, runs: sorted.length, minMs, medianMs: median(sorted), maxMs };
}

function lengthMs({
  durationMs: told,
  startedAt,
  endedAt,
}: Pick<Task, 'durationMs' | 'startedAt' | 'endedAt'>): number | null {
  const ms = told ?? (startedAt && endedAt && endedAt.getTime() - startedAt.getTime());
  return ms !== null && ms > 0 && Number.isFinite(ms) ? ms : null;
}

function median(sorted: readonly number[]): number {
  const upper = sorted[sorted.length >> 1] ?? 0;
  const lower = sorted[(sorted.length - 1) >> 1] ?? 0;
  return Math.round((lower + upper) / 2);
}
