import type { KnownJob } from '../../services/monitor/planner/knownState';
import { max } from '../../services/monitor/planner/math';
import { groupKey, type Moment } from '../../services/monitor/planner/moment';
import { expectedLateness, snapshotEnd } from './distributions';
import { factsOf } from './jobFacts';

/** Jobs whose snapshot a person waits for, with about the same start and the same last read. */
export interface SnapshotTarget {
  readonly startMs: number;
  /** When the tasks were last read; the snapshot was not done then. */
  readonly sinceMs: number;
  /** The jobs, at least one. */
  readonly jobs: readonly KnownJob[];
}

/** Groups those of `jobs` whose snapshot a person waits for. */
export function snapshotTargets(jobs: readonly KnownJob[], moment: Moment): readonly SnapshotTarget[] {
  const targets = new Map<number, SnapshotTarget & { readonly jobs: KnownJob[] }>();
  for (const job of jobs) {
    const { watched, detailMs } = job;
    if (!factsOf(watched).awaitsSnapshot) continue;
    const startMs = watched.startedMs;
    const sinceMs = max(detailMs, startMs);
    const key = groupKey(startMs, sinceMs, moment);
    const target = targets.get(key);
    if (target) target.jobs.push(job);
    else targets.set(key, { startMs, sinceMs, jobs: [job] });
  }
  return [...targets.values()];
}

/** Expected seconds for which a finished snapshot of this target has waited unseen at `atMs`. */
export function snapshotLateness(
  { startMs, sinceMs }: Pick<SnapshotTarget, 'startMs' | 'sinceMs'>,
  atMs: number,
): number {
  return expectedLateness(snapshotEnd(), (sinceMs - startMs) / 1000, (atMs - startMs) / 1000);
}
