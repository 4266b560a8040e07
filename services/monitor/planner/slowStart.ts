import { MINUTE_MS, SECOND_MS } from '../../platform/durations';
import { factsOf } from './jobFacts';
import type { KnownJob } from './knownState';
import { max } from './math';

/** How many snapshots are read at once while no read has shown one done. */
const FIRST = 3;
/** Each snapshot that was shown done allows so many more. */
const MORE = 4;
const SHOWN_MS = 5 * MINUTE_MS;
/** A read that shows a snapshot unfinished counts as a miss for so long. */
const MISSED_MS = 20 * SECOND_MS;

/**
 * Slow start: how many snapshots may be read now. Azure's clock may have changed its place, and what one read shows of
 * it holds for all jobs. So a few jobs are read first, and more as reads show snapshots done.
 */
export function snapshotsAtOnce(jobs: readonly KnownJob[], nowMs: number): number {
  let shown = 0;
  let missed = 0;
  for (const { watched, detailMs } of jobs)
    if (!watched.awaitsSnapshot) continue;
    else if (factsOf(watched).awaitsSnapshot) missed += detailMs > nowMs - MISSED_MS ? 1 : 0;
    else if (watched.detailMs > nowMs - SHOWN_MS && watched.raised.includes('snapshotDone')) shown += 1;
  return shown > 0 ? FIRST + MORE * shown : max(0, FIRST - missed);
}
