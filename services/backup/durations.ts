import type { PastDurations } from './findings';
import { operationOf } from './operations';
import { isJobOf, type Job, type ProtectedItem } from './types';

/** Fewer runs say nothing (DESIGN.md). */
const RUNS_MIN = 5;
const RUNS_MAX = 12;

/**
 * How long the VM's own newest completed backups took as whole jobs: of 5 to 12 runs, null where there are fewer. `jobs`
 * may be a whole vault's, in any order. No forecast: size and history predict little (DESIGN.md).
 */
export function pastDurations(jobs: readonly Job[], item: ProtectedItem): PastDurations | null {
  const startMs = (job: Job): number => job.startedAt?.getTime() ?? 0;
  const durations = jobs
    .filter((job) => job.state === 'completed' && operationOf(job) === 'backup' && isJobOf(job, item))
    .sort((a, b) => startMs(b) - startMs(a))
    .flatMap((job) => durationMs(job) ?? [])
    .slice(0, RUNS_MAX)
    .sort((a, b) => a - b);
  const [minMs, maxMs] = [durations[0], durations.at(-1)];
  if (minMs === undefined || maxMs === undefined || durations.length < RUNS_MIN) return null;
  return { runs: durations.length, minMs, medianMs: median(durations), maxMs };
}

function durationMs({ durationMs: told, startedAt, endedAt }: Job): number | null {
  const ms = told ?? (startedAt && endedAt && endedAt.getTime() - startedAt.getTime());
  return ms !== null && ms > 0 && Number.isFinite(ms) ? ms : null;
}

function median(sorted: readonly number[]): number {
  const upper = sorted[sorted.length >> 1] ?? 0;
  const lower = sorted[(sorted.length - 1) >> 1] ?? 0;
  return Math.round((lower + upper) / 2);
}
