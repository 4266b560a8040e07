import { JOB_READS, Throttle } from '../playground/azure/throttle';
import { vaultKey } from '../services/backup/types';
import { HOUR_MS } from '../services/platform/durations';
import type { NightResult, SimulatedNight } from './nightSimulator';
import type { TrueRun } from './trueRuns';

/** What the planner is compared with: delays in seconds as in NightResult. */
export interface BaselineResult extends Pick<NightResult, 'goAheads' | 'untold' | 'ends'> {
  readonly reads: number;
  /** Reads that Azure answered with 429. */
  readonly refused: number;
}

const NAIVE_MS = 30_000;

/** Each job by itself every 30 s. Azure lets `perHour` of them through in an hour of its own clock; the others show nothing. */
export function simulateNaive({ runs, perHour }: Pick<SimulatedNight, 'runs' | 'perHour'>): BaselineResult {
  const azure = new Throttle(perHour);
  const startMs = Math.min(...runs.map((run) => run.startMs));
  const result = { goAheads: [] as number[], untold: [] as number[], ends: [] as number[], reads: 0, refused: 0 };
  const open = new Set(runs);
  const told = new Set<TrueRun>();
  for (let nowMs = startMs + NAIVE_MS; open.size > 0; nowMs += NAIVE_MS)
    for (const run of open) {
      result.reads++;
      if ('retryAfterS' in azure.read(JOB_READS, nowMs)) {
        result.refused++;
        continue;
      }
      const sinceSnapshotS = (nowMs - run.snapshotEndMs) / 1000;
      if (nowMs >= run.endMs) {
        if (!told.has(run)) result.untold.push(sinceSnapshotS);
        result.ends.push((nowMs - run.endMs) / 1000);
        open.delete(run);
      } else if (sinceSnapshotS >= 0 && !told.has(run)) {
        told.add(run);
        result.goAheads.push(sinceSnapshotS);
      }
    }
  return result;
}

interface Wish {
  readonly kind: 'snapshot' | 'end';
  readonly run: TrueRun;
  readonly atMs: number;
}

/**
 * Knows every end beforehand: reads exactly then, with the same reads in any hour as the watcher, whoever has waited
 * longest first; a snapshot by its job, an end by the vault's list, which shows the others' too. It does not save reads
 * for later: where they are short it is no lower bound.
 */
export function simulateOracle({ runs, perHour }: Pick<SimulatedNight, 'runs' | 'perHour'>): BaselineResult {
  const wishes: Wish[] = runs
    .flatMap((run): Wish[] => [
      { kind: 'snapshot', run, atMs: run.snapshotEndMs },
      { kind: 'end', run, atMs: run.endMs },
    ])
    .sort((a, b) => a.atMs - b.atMs);
  const result = { goAheads: [] as number[], untold: [] as number[], ends: [] as number[], reads: 0, refused: 0 };
  const told = new Set<TrueRun>();
  const over = new Set<TrueRun>();
  const end = (run: TrueRun, nowMs: number): void => {
    if (!told.has(run)) result.untold.push((nowMs - run.snapshotEndMs) / 1000);
    result.ends.push((nowMs - run.endMs) / 1000);
    over.add(run);
  };
  const spent: number[] = [];
  for (const { kind, run, atMs } of wishes) {
    if (over.has(run)) continue;
    const nowMs = Math.max(atMs, spent.at(-1) ?? 0, (spent.at(-perHour) ?? -Infinity) + HOUR_MS);
    spent.push(nowMs);
    if (kind === 'snapshot' && nowMs < run.endMs) {
      told.add(run);
      result.goAheads.push((nowMs - run.snapshotEndMs) / 1000);
      continue;
    }
    const shown = kind === 'snapshot' ? [run] : runs.filter((other) => vaultKey(other.vault) === vaultKey(run.vault));
    for (const other of shown) if (!over.has(other) && other.endMs <= nowMs) end(other, nowMs);
  }
  return { ...result, reads: spent.length };
}
