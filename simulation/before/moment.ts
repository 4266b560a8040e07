import { max, min, round } from './math';

/** The moment of a plan. Times less than `grainMs` apart are treated as equal, so that many jobs form few groups. */
export interface Moment {
  readonly nowMs: number;
  readonly grainMs: number;
}

/**
 * Key of a group: both ages in grains, packed into one integer. Ages that exceed 18 and 12 bits count as the largest.
 */
export function groupKey(originMs: number, sinceMs: number, { nowMs, grainMs }: Moment): number {
  const age = max(0, min(round((nowMs - originMs) / grainMs), 0x3ffff));
  return (age << 12) | max(0, min(round((nowMs - sinceMs) / grainMs), 0xfff));
}
