import { round } from '../../services/monitor/planner/math';
import { expectedLateness, snapshotEnd } from './distributions';

/** Prices form a geometric grid of 84 steps: each is a quarter above the last, from 0.2 s to weeks. */
export const PRICE_MIN = 0.2;
const STEP = 1.25;
export const PRICES = 84;

export function priceAt(index: number): number {
  return PRICE_MIN * STEP ** index;
}

/** Ages are rounded to cells of 5 s; the next read of each cell is computed once per price. */
const CELL_S = 5;
const CELLS = 1600;
const waitsByPrice = new Map<number, Float64Array>();

/**
 * The job's age in seconds at which the next read is worth the price. A read at age `fromS` showed no end of the
 * snapshot.
 */
export function nextRead(index: number, fromS: number): number {
  const cell = round(fromS / CELL_S);
  if (cell >= CELLS) return fromS + waitFor(priceAt(index), fromS);
  const row = waitsByPrice.get(index) ?? new Float64Array(CELLS).fill(-1);
  waitsByPrice.set(index, row);
  const known = row[cell] ?? -1;
  if (known >= 0) return fromS + known;
  const wait = waitFor(priceAt(index), cell * CELL_S);
  row[cell] = wait;
  return fromS + wait;
}

const WAIT_S_MAX = 4 * 3600;

/** Bisection, because expected lateness grows with the wait. */
function waitFor(price: number, fromS: number): number {
  let low = 0;
  let high = WAIT_S_MAX;
  while (high - low > 1) {
    const middle = (low + high) / 2;
    if (expectedLateness(snapshotEnd(), fromS, fromS + middle) >= price) high = middle;
    else low = middle;
  }
  return high;
}
