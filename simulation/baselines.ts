import { JOB_READS, Throttle } from '../playground/azure/throttle';
import { vaultKey } from '../services/backup/ids';
import { HOUR_MS, SECOND_MS } from '../services/platform/durations';
import type { NightResult, SimulatedNight } from './nightSimulator';
import type { TrueRun } from './trueRuns';

/** Result of a strategy that the planner is compared with; delays in seconds as in NightResult. */
export interface BaselineResult extends Pick<NightResult, 'goAheads' | 'toldWithEnd' | 'ends'> {
  readonly reads: number;
  /** Number of reads that Azure answered with 429. */
  readonly refused: number;
}

const NAIVE_MS = 30 * SECOND_MS;

/**
 * Reads each job singly every 30 s. Azure answers `perHour` reads in each hour of its clock, and refuses the others.
 */
export function simulateNaive({ runs, perHour }: Pick<SimulatedNight, 'runs' | 'perHour'>): BaselineResult {
  const azure = new Throttle(perHour);
  const startMs = Math.min(...runs.map((run) => run.startMs));
  const result = { goAheads: [] as number[], toldWithEnd: [] as number[], ends: [] as number[], reads: 0, refused: 0 };
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
        if (!told.has(run)) result.toldWithEnd.push(sinceSnapshotS);
        result.ends.push((nowMs - run.endMs) / 1000);
        open.delete(run);
      } else if (sinceSnapshotS >= 0 && !told.has(run)) {
        told.add(run);
        result.goAheads.push(sinceSnapshotS);
      }
    }
  return result;
}

/** A read at the very moment of an event. */
interface Wish {
  readonly kind: 'snapshot' | 'end';
  readonly run: TrueRun;
  readonly atMs: number;
}

/**
 * Knows beforehand when everything happens and reads exactly then: a snapshot by its job, an end by its vault's list,
 * which may show other ends too. It has the monitor's budget in any hour and serves the longest wait first. It saves no
 * reads for later, so it is no lower bound when reads are short.
 */
export function simulateOracle({ runs, perHour }: Pick<SimulatedNight, 'runs' | 'perHour'>): BaselineResult {
  const wishes: Wish[] = runs
    .flatMap((run): Wish[] => [
      { kind: 'snapshot', run, atMs: run.snapshotEndMs },
      { kind: 'end', run, atMs: run.endMs },
    ])
    .sort((a, b) => a.atMs - b.atMs);
  const result = { goAheads: [] as number[], toldWithEnd: [] as number[], ends: [] as number[], reads: 0, refused: 0 };
  const told = new Set<TrueRun>();
  const over = new Set<TrueRun>();
  const end = (run: TrueRun, nowMs: number): void => {
    if (!told.has(run)) result.toldWithEnd.push((nowMs - run.snapshotEndMs) / 1000);
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
