import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../services/platform/durations';
import { backupTimeShown, type Course, courseOf, pointShown, recoveryPointShown, skewOf } from './course';
import type { ReadKind, Seen } from './seen';

/** What is read while a backup runs. `points`: the recovery points and the item, together. */
export type Followed = 'jobs' | 'points' | 'graph';

/** When each is due (epoch ms of this machine's clock); null: no more. */
export type NextReads = Readonly<Record<Followed, number | null>>;

/**
 * Azure ends a snapshot 456 to 471 s after the job's start, plus 301 s a retry, and the job 214 s + 300 s × k after its
 * snapshot, k mostly even (docs/azure.md). A read stands behind such a moment, not in it.
 */
const SNAPSHOT_S = 475;
const RETRY_S = 301;
const END_S = 222;
const END_EVERY_S = 600;
/** No two reads of the job come closer than this, and at the end none closer than five minutes. */
const JOB_PAUSE_MS = MINUTE_MS;
const END_PAUSE_MS = 5 * MINUTE_MS - 10 * SECOND_MS;
/** The points are watched from shortly before the snapshot's earliest end. */
const POINTS_S = 430;
const POINTS_EVERY_MS = 20 * SECOND_MS;
const POINTS_LATER_MS = MINUTE_MS;
/** How long after the snapshot's end, and after the job's, the points and the item are watched closely. */
const POINTS_AFTER_MS = 10 * MINUTE_MS;
/** Azure's Resource Graph allows 15 queries in 5 s. */
const GRAPH_SOON_MS = 5 * SECOND_MS;
const GRAPH_EVERY_MS = 15 * SECOND_MS;
const GRAPH_SOON_FOR_MS = 2 * MINUTE_MS;
const GRAPH_AFTER_MS = 30 * MINUTE_MS;

/** Most of a run. A backup may take longer; `--job` goes on with it. */
const RUN_MS_MAX = { snapshot: 90 * MINUTE_MS, end: 12 * HOUR_MS };

interface Wish {
  readonly untilEnd: boolean;
  readonly nowMs: number;
}

/** Which reads of a running backup are worth it, and when: a pure function of what was seen. */
export function nextReads(seen: Seen, wish: Wish): NextReads {
  const course = onOurClock(seen);
  const { begunMs } = seen;
  if (begunMs === null || wish.nowMs > begunMs + RUN_MS_MAX[wish.untilEnd ? 'end' : 'snapshot'])
    return { jobs: null, points: null, graph: null };
  const held = (kind: ReadKind, at: number | null): number | null =>
    at === null
      ? null
      : Math.max(at, ...seen.exchanged.filter((one) => one.kind === kind).map((one) => one.untilMs ?? 0));
  return {
    jobs: held('jobs', nextJob(seen, course, wish)),
    points: held('points', nextPoints(seen, course, wish)),
    graph: held('graph', nextGraph(seen, course, { ...wish, begunMs })),
  };
}

/** The course in this machine's time, by which the reads are placed. */
function onOurClock(seen: Seen): Course {
  const aheadMs = skewOf(seen)?.aheadMs ?? 0;
  const ours = (ms: number | null): number | null => (ms === null ? null : ms - aheadMs);
  const { startMs, snapshotMs, endMs, ...course } = courseOf(seen);
  return { ...course, startMs: ours(startMs), snapshotMs: ours(snapshotMs), endMs: ours(endMs) };
}

function lastOf(seen: Seen, kind: ReadKind): number {
  return seen.exchanged.filter((one) => one.kind === kind).at(-1)?.atMs ?? -Infinity;
}

function nextJob(seen: Seen, course: Course, wish: Wish): number | null {
  const { startMs, snapshotMs, ended } = course;
  const lastMs = lastOf(seen, 'jobs');
  const soonMs = Math.max(wish.nowMs, lastMs + JOB_PAUSE_MS);
  if (ended || startMs === null || isGone(seen)) return null;
  // A listed point says when to read; the job's own read says what is so.
  if (snapshotMs === null)
    return pointShown(seen).showing === null
      ? tickAfter(startMs + SNAPSHOT_S * SECOND_MS, RETRY_S, lastMs + JOB_PAUSE_MS)
      : soonMs;
  if (wish.untilEnd)
    return isHinted(seen, lastMs)
      ? soonMs
      : tickAfter(snapshotMs + END_S * SECOND_MS, END_EVERY_S, lastMs + END_PAUSE_MS);
  // One more read proves that the job still ran when the others had shown it.
  const shownMs = Math.max(0, ...allShown(seen).map((read) => read?.doneMs ?? 0));
  return shownMs >= (seen.jobs.at(-1)?.atMs ?? 0) ? soonMs : null;
}

/** Whether Resource Graph has said since the last read of the job that it ended. */
function isHinted({ graph }: Seen, lastMs: number): boolean {
  return graph.at(-1)?.ended === true && lastMs < (graph.find((row) => row.ended)?.atMs ?? 0);
}

function nextPoints(seen: Seen, course: Course, { untilEnd, nowMs }: Wish): number | null {
  const { startMs, snapshotMs, ended, endMs } = course;
  const lastMs = lastOf(seen, 'points');
  if (startMs === null || allShown(seen).every((read) => read !== null)) return null;
  if (ended) return isWatched(endMs, nowMs, lastMs) ? lastMs + POINTS_EVERY_MS : null;
  const isClose = nowMs <= (snapshotMs ?? startMs + POINTS_AFTER_MS) + POINTS_AFTER_MS;
  if (!isClose && !untilEnd && snapshotMs !== null) return null;
  return Math.max(startMs + POINTS_S * SECOND_MS, lastMs + (isClose ? POINTS_EVERY_MS : POINTS_LATER_MS));
}

/** Whether the points are still read after the job's end: once at least, then for a while. */
function isWatched(endMs: number | null, nowMs: number, lastMs: number): boolean {
  if (endMs === null) return false;
  return nowMs <= endMs + POINTS_AFTER_MS || lastMs <= endMs;
}

function nextGraph(
  seen: Seen,
  { snapshotMs, ended, endMs }: Course,
  wish: Wish & { readonly begunMs: number },
): number | null {
  const { untilEnd, begunMs, nowMs } = wish;
  const lastMs = lastOf(seen, 'graph');
  if (isRefused(seen)) return null;
  if (!seen.graph.some(({ rows }) => rows > 0)) {
    if (nowMs > begunMs + GRAPH_AFTER_MS) return null;
    return lastMs + (nowMs < begunMs + GRAPH_SOON_FOR_MS ? GRAPH_SOON_MS : GRAPH_EVERY_MS);
  }
  if (!untilEnd || snapshotMs === null || seen.graph.at(-1)?.ended === true) return null;
  return ended && nowMs > (endMs ?? 0) + GRAPH_AFTER_MS ? null : lastMs + GRAPH_EVERY_MS;
}

/** Resource Graph refused the last query for good. */
function isRefused({ exchanged }: Seen): boolean {
  const { status = 0 } = exchanged.findLast(({ kind }) => kind === 'graph') ?? {};
  return status >= 400 && status < 429;
}

function allShown(seen: Seen): readonly ({ readonly doneMs: number } | null)[] {
  return [pointShown(seen).showing, recoveryPointShown(seen).showing, backupTimeShown(seen).showing];
}

/** Azure answered three times in a row that it does not know the job, or that it may not be read. */
function isGone({ exchanged }: Seen): boolean {
  const last = exchanged.filter(({ kind }) => kind === 'jobs').slice(-3);
  return last.length === 3 && last.every(({ status }) => [401, 403, 404].includes(status));
}

/** The first of the moments `firstMs`, then every `everyS` seconds, that is not before `earliestMs`. */
function tickAfter(firstMs: number, everyS: number, earliestMs: number): number {
  if (!(earliestMs > firstMs)) return firstMs;
  return firstMs + Math.ceil((earliestMs - firstMs) / (everyS * SECOND_MS)) * everyS * SECOND_MS;
}
