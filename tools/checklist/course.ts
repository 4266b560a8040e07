import { isActive, snapshotTask } from '../../services/backup/phase';
import type { Job, RecoveryPoint } from '../../services/backup/types';
import { SECOND_MS } from '../../services/platform/durations';
import type { Exchanged, Seen } from './seen';

/** What the job's own reads tell, in Azure's time. */
export interface Course {
  readonly job: Job | null;
  readonly startMs: number | null;
  /** When `Take Snapshot` completed. */
  readonly snapshotMs: number | null;
  readonly ended: boolean;
  readonly endMs: number | null;
}

export function courseOf(seen: Pick<Seen, 'jobs' | 'begunMs' | 'exchanged'>): Course {
  const job = seen.jobs.at(-1)?.job ?? null;
  const snapshots = seen.jobs.map((one) => snapshotTask(one.job)).filter((task) => task?.state === 'completed');
  const ended = job !== null && !isActive(job);
  return {
    ...{ job, ended, startMs: msOf(job?.startedAt) ?? begunOf(seen) },
    ...{ snapshotMs: msOf(snapshots[0]?.endedAt), endMs: ended ? msOf(job.endedAt) : null },
  };
}

function msOf(at: Date | null | undefined): number | null {
  return at?.getTime() ?? null;
}

/** Before the job's own read, its start is known from this machine's clock. */
function begunOf(seen: Pick<Seen, 'begunMs' | 'exchanged'>): number | null {
  return seen.begunMs === null ? null : seen.begunMs + (skewOf(seen)?.aheadMs ?? 0);
}

/** How far Azure's clock is ahead of this machine's (epoch ms), and the doubt on either side. */
interface Skew {
  readonly aheadMs: number;
  readonly withinMs: number;
}

/**
 * The header `Date` was true at some moment of its exchange, to the second. Each exchange so bounds the difference of
 * the clocks, and all bounds hold together. Where they do not, as a proxy or a cache wrote the header, the middle of
 * the exchanges is taken. Null without a header.
 */
export function skewOf({ exchanged }: Pick<Seen, 'exchanged'>): Skew | null {
  const dated = exchanged.filter((one): one is Exchanged & { dateMs: number } => one.dateMs !== null);
  if (dated.length === 0) return null;
  const least = Math.max(...dated.map(({ dateMs, doneMs }) => dateMs - doneMs));
  const most = Math.min(...dated.map(({ dateMs, atMs }) => dateMs + SECOND_MS - atMs));
  if (least <= most) return { aheadMs: (least + most) / 2, withinMs: (most - least) / 2 };
  const middles = dated.map(({ dateMs, atMs, doneMs }) => dateMs + SECOND_MS / 2 - (atMs + doneMs) / 2);
  middles.sort((a, b) => a - b);
  return { aheadMs: middles[Math.floor(middles.length / 2)] ?? 0, withinMs: (least - most) / 2 };
}

/** The point of the job among `points`: the first since its start, as long as the job is the item's newest. */
function pointSince(points: readonly RecoveryPoint[], { startMs, endMs }: Course): RecoveryPoint | null {
  if (startMs === null) return null;
  const own = points.filter(({ at }) => at.getTime() >= startMs && (endMs === null || at.getTime() <= endMs));
  return own.reduce<RecoveryPoint | null>((a, b) => (a === null || b.at < a.at ? b : a), null);
}

/** How much the item's `lastBackupTime` may differ from its job's start (docs/azure.md). */
const SAME_MS = SECOND_MS;

/** Since when each of the three shows the job, for `nextReads` and for the questions. */
export interface FirstShown<T> {
  readonly lacking: T | null;
  readonly showing: T | null;
}

/** The first read that shows it, and the last one before that lacks it. */
export function shownBy<T>(reads: readonly T[], shows: (read: T) => boolean): FirstShown<T> {
  const at = reads.findIndex(shows);
  if (at < 0) return { lacking: reads.at(-1) ?? null, showing: null };
  return { lacking: reads[at - 1] ?? null, showing: reads[at] ?? null };
}

export function pointShown(seen: Seen): FirstShown<Seen['points'][number]> {
  const course = courseOf(seen);
  return shownBy(seen.points, ({ points }) => pointSince(points, course) !== null);
}

export function recoveryPointShown(seen: Seen): FirstShown<Seen['items'][number]> {
  const { startMs } = courseOf(seen);
  return shownBy(seen.items, ({ lastRecoveryPointMs: at }) => startMs !== null && at !== null && at >= startMs);
}

export function backupTimeShown(seen: Seen): FirstShown<Seen['items'][number]> {
  const { startMs } = courseOf(seen);
  return shownBy(seen.items, ({ lastBackupMs: at }) => startMs !== null && at !== null && at >= startMs - SAME_MS);
}
