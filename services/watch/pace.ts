import { chanceBy, lateness, snapshotEnd } from './curves';
import { arrivals, type ListTarget, type SnapshotTarget } from './targets';

/**
 * The price of a read: the expected seconds of waiting that it must end to be worth it. It is the lowest one at which
 * the reads of the coming hour fit into what the budget still gives, so it rises as the budget falls short.
 */

/** What the watcher may spend in one subscription. */
export interface ReadBudget {
  /** Reads in any 60 minutes. */
  readonly perHour: number;
  /** Those of the last hour, oldest first: when, and how many. */
  readonly spent: readonly { readonly atMs: number; readonly reads: number }[];
  /** Azure asked us to wait until then, or our limiter did; 0: nobody did. */
  readonly blockedUntilMs: number;
}

export const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Prices in steps of a quarter, from seconds to weeks. */
const PRICE_MIN = 1.5;
const STEP = 1.25;
const PRICES = 75;
/** Left for what starts within the hour and for reads that fail. */
const HEADROOM = 0.9;
const CHECK_MIN = [5, 10, 20, 30, 45, 60] as const;
const BIN_S = 20;
const BINS = 180;
/** Ages whose next read is worked out once per price. */
const CELL_S = 5;
const CELLS = 1600;

export function priceAt(index: number): number {
  return PRICE_MIN * STEP ** index;
}

/** How many reads `budget` gives from now on at `atMs`, when those of an hour ago no longer count. */
export function leftAt({ perHour, spent }: ReadBudget, atMs: number): number {
  const counted = spent.reduce((sum, { atMs: when, reads }) => sum + (when > atMs - HOUR_MS ? reads : 0), 0);
  return perHour - counted;
}

export interface Targets {
  readonly lists: readonly ListTarget[];
  readonly snapshots: readonly SnapshotTarget[];
}

/** The lowest price that the budget of the coming hour can pay, at each of a few moments of it. */
export function priceFor({ lists, snapshots }: Targets, budget: ReadBudget, nowMs: number): number {
  const expected = lists.map((target) => arrivals(target, nowMs, { bins: BINS, binS: BIN_S }));
  const limits = CHECK_MIN.map((minutes) => HEADROOM * leftAt(budget, nowMs + minutes * MINUTE_MS));
  const fits = (index: number): boolean => {
    const reads = CHECK_MIN.map(() => 0);
    for (const bins of expected) countListReads(bins, priceAt(index), reads);
    for (const target of snapshots) countSnapshotReads(target, { index, nowMs }, reads);
    return reads.every((count, check) => count <= (limits[check] ?? 0));
  };
  let low = 0;
  let high = PRICES;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(middle)) high = middle;
    else low = middle + 1;
  }
  return priceAt(low);
}

/** Adds one read at `atS` from now to every moment that is checked later. */
function count(reads: number[], atS: number, amount: number): void {
  for (const [check, minutes] of CHECK_MIN.entries())
    if (atS <= minutes * 60) reads[check] = (reads[check] ?? 0) + amount;
}

function countListReads(expected: Float64Array, price: number, reads: number[]): void {
  let unseen = 0;
  let late = 0;
  for (const [bin, more] of expected.entries()) {
    late += (unseen + more / 2) * BIN_S;
    unseen += more;
    if (late < price) continue;
    count(reads, (bin + 1) * BIN_S, 1);
    unseen = 0;
    late = 0;
  }
}

interface Pricing {
  readonly index: number;
  readonly nowMs: number;
}

function countSnapshotReads({ startMs, sinceMs }: SnapshotTarget, { index, nowMs }: Pricing, reads: number[]): void {
  const ageS = (nowMs - startMs) / 1000;
  let fromS = (sinceMs - startMs) / 1000;
  let runs = 1;
  while (runs > 0.04) {
    const atS = Math.max(ageS, nextRead(index, fromS));
    if (atS - ageS > HOUR_MS / 1000) return;
    count(reads, atS - ageS, runs);
    runs *= 1 - chanceBy(snapshotEnd(), fromS, atS);
    fromS = Math.max(atS, fromS + 1);
  }
}

const nextReads = new Map<number, Float64Array>();

/** The age in seconds at which a read is worth the price, after one at `fromS` that showed the snapshot running. */
export function nextRead(index: number, fromS: number): number {
  const cell = Math.round(fromS / CELL_S);
  if (cell >= CELLS) return fromS + waitFor(priceAt(index), fromS);
  const row = nextReads.get(index) ?? new Float64Array(CELLS).fill(-1);
  nextReads.set(index, row);
  const known = row[cell] ?? -1;
  if (known >= 0) return fromS + known;
  const wait = waitFor(priceAt(index), cell * CELL_S);
  row[cell] = wait;
  return fromS + wait;
}

const WAIT_S_MAX = 4 * 3600;

function waitFor(price: number, fromS: number): number {
  let low = 0;
  let high = WAIT_S_MAX;
  while (high - low > 1) {
    const middle = (low + high) / 2;
    if (lateness(snapshotEnd(), fromS, fromS + middle) >= price) high = middle;
    else low = middle;
  }
  return high;
}
