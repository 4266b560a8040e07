import { expectedArrivals, type ListTarget } from './targets';

// Looked up once: these run a million times a night.
const { max } = Math;

/** How far is looked ahead, and how finely. */
const BINS = 90;
const BIN_S = 10;

/**
 * By how many seconds a list that is worth its price now is better read later: where more is about to end, one read may
 * show both. 0: now. The best of all ways to read it in the coming quarter of an hour, each read at that price.
 */
export function postponementS(target: ListTarget, price: number, nowMs: number): number {
  const { waiting, expected, open } = expectedArrivals(target, nowMs, { bins: BINS, binS: BIN_S });
  /** The least that is to come after a read at the end of each bin: waiting, and reads while there is something to wait for. */
  const costs = new Float64Array(BINS + 1);
  for (let from = BINS - 1; from >= 0; from--)
    costs[from] = price * (open[max(0, from - 1)] ?? 1) + cheapest(costs, { from, unseen: 0, expected }).cost;
  const { cost, at } = cheapest(costs, { from: 0, unseen: waiting, expected });
  // What would be best at the very end of what is looked at is best at no moment of it.
  return (costs[0] ?? 0) <= cost || at === BINS ? 0 : at * BIN_S;
}

interface Start {
  readonly from: number;
  readonly unseen: number;
  readonly expected: Float64Array;
}

/** Until which bin to wait from `from` on. */
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
