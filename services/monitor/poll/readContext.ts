import { isActive } from '../../backup/phase';
import type { Job, VaultRef } from '../../backup/types';
import { type AzureError, type JobWindow, retryAfter } from '../../backup/vaults';
import { MINUTE_MS, SECOND_MS } from '../../platform/durations';
import { LATE_MS } from '../track/discover';
import type { WatchedJob } from '../track/watchedJob';
import type { Applied } from '../track/writeReading';
import type { MonitorParts, MonitorTables } from './parts';
import type { ReadingState } from './readingState';
import type { NoteRead } from './readLog';

/** The parts and the state that every read of the monitor uses. */
export interface ReadContext<T extends MonitorTables> {
  readonly parts: MonitorParts<T>;
  readonly state: ReadingState;
}

/** What a planned read uses beside: it tells how it went. */
export interface PlannedContext<T extends MonitorTables> extends ReadContext<T> {
  readonly note: NoteRead;
}

/** Runs `work` and enqueues its notices in one transaction. Resolves with the jobs that are still watched. */
export async function commit<T extends MonitorTables>(
  { parts, state }: ReadContext<T>,
  work: (tables: T) => Promise<Applied>,
): Promise<readonly WatchedJob[]> {
  const { watched, notices } = await parts.transaction(async (tables) => {
    const applied = await work(tables);
    if (applied.notices.length > 0) await parts.enqueue(tables, applied.notices);
    return applied;
  });
  state.put(watched);
  if (notices.length > 0) parts.onEnqueued();
  return watched;
}

/** How far before the oldest open job's start a list begins. Azure filters jobs by their start. */
const BEHIND_MS = 10 * MINUTE_MS;

/** The window of a list of this vault: jobs of the last day, and all open jobs. */
export function listWindowOf<T extends MonitorTables>({ parts, state }: ReadContext<T>, vault: VaultRef): JobWindow {
  const nowMs = parts.clock.now().getTime();
  const started = state.openOf(vault).filter(({ startedMs }) => startedMs > 0); // 0: Azure named no start.
  const open = started.map(({ startedMs }) => startedMs - BEHIND_MS);
  return { since: new Date(Math.min(nowMs - LATE_MS, ...open)) };
}

/** Whether this reading is the first that shows the job's end. */
export function isEnd(watched: WatchedJob, job: Job | null): boolean {
  return job !== null && watched.endSeenMs === null && !isActive(job);
}

export function isVaultGone({ problem }: AzureError): boolean {
  return problem.kind === 'notFound' && problem.what === 'vault';
}

export const RETRY_MS = 15 * SECOND_MS;
const RETRY_MS_MAX = 5 * MINUTE_MS;

/** When to read again after a number of failures in a row: waits double, and never end before Azure's Retry-After. */
export function retryAt(error: AzureError, askedMs: number): (failures: number) => number {
  const untilMs = retryAfter(error)?.getTime() ?? 0;
  return (failures) => Math.max(untilMs, askedMs + Math.min(RETRY_MS * 2 ** (failures - 1), RETRY_MS_MAX));
}

const AT_ONCE = 6;

/** Runs `work` for at most six values at a time. All finish before the first failure, if any, is thrown. */
export async function atOnce<V>(values: readonly V[], work: (value: V) => Promise<void>): Promise<void> {
  const queue = [...values];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next);
  };
  const results = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, queue.length) }, worker));
  for (const result of results) if (result.status === 'rejected') throw result.reason as Error;
}
