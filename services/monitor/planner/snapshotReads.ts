import { type CumulativeDistribution, expectedLateness } from './density';
import { floor, max, min } from './math';

/** Prices form a geometric grid of 87 steps: each is a quarter above the last, from 0.1 s to weeks. */
const PRICE_MIN = 0.1;
const STEP = 1.25;
export const PRICES = 87;

export function priceAt(index: number): number {
  return PRICE_MIN * STEP ** index;
}

/** Reads are planned in cells of 4 s of a job's age, over an hour and a half; the next is at most 20 minutes away. */
const CELL_S = 4;
const CELLS = 1350;
const AHEAD = 300;
const WAIT_S_MAX = 4 * 3600;

/** For each curve and price: the age in cells of the read after the one in each cell. */
const tables = new WeakMap<CumulativeDistribution, Map<number, Uint16Array>>();

/**
 * The job's age in seconds at which the next read is best, at the price of this index. A read at age `fromS` showed no
 * end of the snapshot. Such a read comes just behind a peak of the curve: earlier it would show less, and later nothing
 * more.
 */
export function nextRead(snapshot: CumulativeDistribution, index: number, fromS: number): number {
  const cell = floor(max(0, fromS) / CELL_S);
  if (cell >= CELLS - AHEAD) return fromS + waitFor(snapshot, priceAt(index), fromS);
  const byPrice = tables.get(snapshot) ?? new Map<number, Uint16Array>();
  tables.set(snapshot, byPrice);
  const table = byPrice.get(index) ?? cheapestReads(snapshot, priceAt(index));
  byPrice.set(index, table);
  return max(fromS + 1, (table[cell] ?? 0) * CELL_S);
}

/**
 * Dynamic programming from the oldest age down. `costs[i]` is the least cost from a read in cell `i` on, times the
 * share of jobs whose snapshot is unfinished then: each further read costs `price`, each second of expected waiting 1.
 */
function cheapestReads(snapshot: CumulativeDistribution, price: number): Uint16Array {
  const shares = Float64Array.from({ length: CELLS + 1 }, (_, cell) => snapshot.at(cell * CELL_S));
  const areas = Float64Array.from({ length: CELLS + 1 }, (_, cell) => snapshot.integral(cell * CELL_S));
  const costs = new Float64Array(CELLS + 1);
  const next = new Uint16Array(CELLS);
  for (let from = CELLS - 1; from >= 0; from--) {
    const share = shares[from] ?? 1;
    const area = areas[from] ?? 0;
    const last = min(CELLS, from + AHEAD);
    let least = Infinity;
    for (let to = from + 1; to <= last; to++) {
      const waited = (areas[to] ?? 0) - area - share * (to - from) * CELL_S;
      if (waited >= least) break;
      const cost = waited + (costs[to] ?? 0);
      if (cost >= least) continue;
      least = cost;
      next[from] = to;
    }
    costs[from] = least + price * (1 - share);
  }
  return next;
}

/** Beyond the table the curve is even: a read is due when it ends as much waiting as it costs. */
function waitFor(snapshot: CumulativeDistribution, price: number, fromS: number): number {
  let low = 0;
  let high = WAIT_S_MAX;
  while (high - low > 1) {
    const middle = (low + high) / 2;
    if (expectedLateness(snapshot, fromS, fromS + middle) >= price) high = middle;
    else low = middle;
  }
  return high;
}
