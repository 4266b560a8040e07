import { max } from '../../services/monitor/planner/math';
import { expectedArrivals } from './arrivals';
import type { ListTarget } from './listTargets';

/** The plan looks 90 bins of 10 s ahead, a quarter of an hour. */
const BINS = 90;
const BIN_S = 10;

/**
 * By how many seconds to postpone a list that is worth its price now; 0 means to read it now. If more jobs are about to
 * end, one read may show them all. Dynamic programming over the next quarter of an hour finds the cheapest sequence of
 * reads. Each read costs `price`, and each second of expected waiting costs its weight.
 */
export function postponementS(target: ListTarget, price: number, nowMs: number): number {
  const { waiting, expected, open } = expectedArrivals(target, nowMs, { bins: BINS, binS: BIN_S });
  /** `costs[n]` is the least cost from a read at the start of bin n on, including the price of that read. */
  const costs = new Float64Array(BINS + 1);
  for (let from = BINS - 1; from >= 0; from--)
    costs[from] = price * (open[max(0, from - 1)] ?? 1) + cheapest(costs, { from, unseen: 0, expected }).cost;
  const { cost, at } = cheapest(costs, { from: 0, unseen: waiting, expected });
  // A minimum at the horizon itself says only that the best moment lies beyond it.
  return (costs[0] ?? 0) <= cost || at === BINS ? 0 : at * BIN_S;
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
