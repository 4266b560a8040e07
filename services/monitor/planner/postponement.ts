import { expectedArrivals } from './arrivals';
import { listLateness, type ListTarget } from './listTargets';
import { max } from './math';

/** The plan looks 180 bins of 5 s ahead, a quarter of an hour. */
const BINS = 180;
const BIN_S = 5;

/**
 * In how many seconds a read of this list is best: 0 means now, Infinity not within a quarter of an hour. Just behind a
 * peak, one read shows all jobs that have ended. Dynamic programming finds the cheapest sequence of reads. Each read
 * costs `price`, and each second of expected waiting costs its weight.
 */
export function bestWaitS(target: ListTarget, price: number, nowMs: number): number {
  const { waiting, expected, open } = expectedArrivals(target, nowMs, { bins: BINS, binS: BIN_S });
  /** `costs[n]` is the least cost from a read at the start of bin n on, including the price of that read. */
  const costs = new Float64Array(BINS + 1);
  for (let from = BINS - 1; from >= 0; from--)
    costs[from] = price * (open[max(0, from - 1)] ?? 1) + cheapest(costs, { from, unseen: 0, expected }).cost;
  const { cost, at } = cheapest(costs, { from: 0, unseen: waiting, expected });
  const late = listLateness(target, nowMs);
  if (late > 0 && (costs[0] ?? 0) <= cost) return 0;
  // A minimum at the horizon itself says only that the best moment lies beyond it.
  return at === BINS ? (late >= price ? 0 : Infinity) : at * BIN_S;
}

interface Start {
  readonly from: number;
  /** Expected weight of what waits unseen at the start. */
  readonly unseen: number;
  readonly expected: Float64Array;
}

/** The best bin for the next read after `from`, and the cost from there on. */
function cheapest(costs: Float64Array, { from, unseen: waiting, expected }: Start): { cost: number; at: number } {
  let unseen = waiting;
  let waited = 0;
  let best = { cost: Infinity, at: BINS };
  for (let bin = from; bin < BINS; bin++) {
    const more = expected[bin] ?? 0;
    waited += (unseen + more / 2) * BIN_S;
    unseen += more;
    const cost = waited + (costs[bin + 1] ?? 0);
    if (cost < best.cost) best = { cost, at: bin + 1 };
  }
  return best;
}
