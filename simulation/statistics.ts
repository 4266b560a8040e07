import type { NightResult } from './nightSimulator';

const HOUR_MS = 3_600_000;

/** The most reads in any hour. */
export function mostInAnHour(reads: NightResult['reads']): number {
  let first = 0;
  let most = 0;
  for (const [last, { atMs }] of reads.entries()) {
    while ((reads[first]?.atMs ?? 0) <= atMs - HOUR_MS) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** By rank: the value that `share` of them do not exceed; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
