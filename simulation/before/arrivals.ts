import { floor, max, min } from '../../services/monitor/planner/math';
import { OLDEST_S, probabilityBy } from './distributions';
import { END_WEIGHT, leisureS, type ListTarget, SURPRISE_RATE, TRIGGER_WEIGHT } from './listTargets';

/** What a list is expected to show in the coming time, weighted: the hazard of each interval ("bin"). */
export interface Arrivals {
  /** Expected weight of what has already happened but no reading has shown. */
  readonly waiting: number;
  /** Expected weight of what happens in each bin. */
  readonly expected: Float64Array;
  /** Probability at the end of each bin that something is still to come. */
  readonly open: Float64Array;
}

/** With more groups than this, some job is almost surely still running. */
const GROUPS_FEW = 12;

/** Computes `bins` intervals of `binS` seconds each, from `nowMs` on. */
export function expectedArrivals(
  target: ListTarget,
  nowMs: number,
  { bins, binS }: { bins: number; binS: number },
): Arrivals {
  const expected = new Float64Array(bins).fill(SURPRISE_RATE * binS);
  const open = new Float64Array(bins).fill(1);
  let waiting = SURPRISE_RATE * leisureS(target, nowMs);
  for (const { distribution, originMs, sinceMs, count } of target.groups) {
    const since = (sinceMs - originMs) / 1000;
    const known = distribution.at(min(since, OLDEST_S));
    const now = (nowMs - originMs) / 1000 - max(0, since - OLDEST_S);
    const weight = (END_WEIGHT * count) / (1 - known);
    let before = max(known, distribution.at(now));
    waiting += weight * (before - known);
    for (let bin = 0; bin < bins; bin++) {
      const by = max(before, distribution.at(now + (bin + 1) * binS));
      expected[bin] = (expected[bin] ?? 0) + weight * (by - before);
      before = by;
    }
  }
  for (const sinceMs of target.waitingSinceMs) {
    const bin = floor((sinceMs - nowMs) / 1000 / binS);
    if (bin < 0) waiting += TRIGGER_WEIGHT;
    else if (bin < bins) expected[bin] = (expected[bin] ?? 0) + TRIGGER_WEIGHT;
  }
  const goesOn = target.discovers || target.waitingSinceMs.length > 0 || target.groups.length > GROUPS_FEW;
  if (!goesOn)
    for (let bin = 0; bin < bins; bin++) open[bin] = 1 - probabilityAllEnded(target, nowMs + (bin + 1) * binS * 1000);
  return { waiting, expected, open };
}

function probabilityAllEnded({ groups }: ListTarget, atMs: number): number {
  let over = 1;
  for (const { distribution, originMs, sinceMs, count } of groups)
    over *= probabilityBy(distribution, (sinceMs - originMs) / 1000, (atMs - originMs) / 1000) ** count;
  return over;
}
