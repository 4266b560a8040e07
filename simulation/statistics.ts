import { HOUR_MS } from '../services/platform/durations';
import type { NightResult } from './nightSimulator';

/** The highest number of reads in any 60 minutes. */
export function mostInAnHour(reads: NightResult['reads']): number {
  let first = 0;
  let most = 0;
  for (const [last, { atMs }] of reads.entries()) {
    while ((reads[first]?.atMs ?? 0) <= atMs - HOUR_MS) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** The smallest value that at least `share` of the values do not exceed; NaN if there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
