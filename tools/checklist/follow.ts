import type { ProtectedItem } from '../../services/backup/types';
import type { Clock } from '../../services/platform/clock';
import { courseOf, pointShown } from './course';
import { type Followed, type NextReads, nextReads } from './nextReads';
import type { Reads } from './reads';
import type { Seeing } from './seen';
import { readFollowed, readGraph, readPointsAndItem } from './survey';

export interface FollowParts {
  readonly reads: Reads;
  readonly seeing: Seeing;
  readonly item: ProtectedItem;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /** Called after each read of the job: what is known so far is worth keeping. */
  readonly save: () => void;
}

/** Reads a running backup until nothing more can be known. Rejects with the signal's reason if it is aborted. */
export async function follow(parts: FollowParts, jobId: string, untilEnd: boolean): Promise<void> {
  const { seeing, clock, signal, say, save } = parts;
  const read: Readonly<Record<Followed, () => Promise<unknown>>> = {
    jobs: () => readFollowed(parts, jobId),
    points: () => readPointsAndItem(parts),
    graph: () => readGraph(parts, jobId),
  };
  let told = '';
  for (;;) {
    const next = soonest(nextReads(seeing, { untilEnd, nowMs: clock.now().getTime() }));
    if (next === null) return;
    const waitMs = next.atMs - clock.now().getTime();
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    signal.throwIfAborted();
    await read[next.what]();
    const now = newsOf(seeing);
    if (now !== told) say(`${clock.now().toISOString()} ${now}`);
    told = now;
    if (next.what === 'jobs') save();
  }
}

function soonest(next: NextReads): { readonly what: Followed; readonly atMs: number } | null {
  const due = (Object.entries(next) as [Followed, number | null][])
    .flatMap(([what, atMs]) => (atMs === null ? [] : [{ what, atMs }]))
    .sort((a, b) => a.atMs - b.atMs);
  return due[0] ?? null;
}

/** What has been seen so far, in a line. */
function newsOf(seeing: Seeing): string {
  const { job, snapshotMs } = courseOf(seeing);
  const snapshot = snapshotMs === null ? 'not seen done yet' : `done at ${new Date(snapshotMs).toISOString()}`;
  const point = pointShown(seeing).showing === null ? 'not listed' : 'listed';
  const { status = '' } = seeing.graph.at(-1) ?? {};
  const row = status === '' ? 'no row' : status;
  return `job ${job?.statusText ?? 'not read yet'}; snapshot ${snapshot}; point ${point}; Resource Graph: ${row}`;
}
