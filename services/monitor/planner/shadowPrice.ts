import { probabilityBy, expectedLateness, snapshotEnd } from './distributions';
import { type Arrivals, expectedArrivals, listLateness, type ListTarget, type SnapshotTarget } from './targets';

// Looked up once: these run a million times a night.
const { min, max, round } = Math;

/**
 * The price of a read: the expected seconds of waiting that it must end to be worth it. It is the lowest one at which
 * the reads of the coming hour fit into what the budget still gives, so it rises as the budget falls short.
 */

/** What the watcher may spend in one subscription. */
export interface ReadBudget {
  /** Reads in any 60 minutes. */
  readonly perHour: number;
  /** What `perHour` will have lost in an hour, as far as can be foreseen: people's commands come first. */
  readonly losesInAnHour?: number;
  /** Those of the last hour, oldest first: when, and how many. */
  readonly spent: readonly { readonly atMs: number; readonly reads: number }[];
  /** Azure asked us to wait until then, or our limiter did; 0: nobody did. */
  readonly blockedUntilMs: number;
}

export const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Prices in steps of a quarter, from seconds to weeks. */
export const PRICE_MIN = 0.2;
const STEP = 1.25;
const PRICES = 84;
/** Left for what starts within the hour and for reads that fail. */
const HEADROOM = 0.85;
const CHECK_MIN = [1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45, 60] as const;
/** Of the coming hour. */
const BIN_S = 20;
const BIN_S_OF_MANY = 60;
const MANY = 500;
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

/** Of what is left of the hour's reads, so much at least: then every end that a list shows is worth one of its job's tasks. */
const SPARE = 0.5;
/** Where no more jobs that somebody asked for run than this share of the hour's reads, one is kept for the tasks of each. */
const TASKS_SHARE = 0.04;

/** Reads that are kept for the tasks of ends; `asked`: jobs of the subscription that somebody asked for and that run. */
export function keptForTasks(asked: number, { perHour }: ReadBudget): number {
  return asked <= TASKS_SHARE * perHour ? asked : 0;
}

/**
 * Whether the tasks of a job that has ended may be read, which the end's message names (CONTRACT 5); a list shows none.
 * `asked` counts this job too; 0: nobody asked for it.
 */
export function mayAddTasks(asked: number, budget: ReadBudget): boolean {
  const left = budget.perHour - budget.spent.reduce((sum, { reads }) => sum + reads, 0);
  return left >= SPARE * budget.perHour || (left >= 1 && keptForTasks(asked, budget) > 0);
}

export interface Targets {
  readonly lists: readonly ListTarget[];
  readonly snapshots: readonly SnapshotTarget[];
}

export interface Prices {
  readonly list: number;
  readonly snapshot: number;
  /** Reads that are kept for lists: one serves many jobs, one of a snapshot serves one. */
  readonly keptForLists: number;
}

/** A snapshot's read waits for nothing beyond it: by then it is all but sure to have ended, and it costs one read now or later. */
const SNAPSHOT_PRICE_MAX = 100;
const LIST_SHARE = 0.4;

/**
 * The lowest price that the budget of the coming hour can pay, at each of a few moments of it. Where there are more
 * snapshots than reads, those that can be read in time are, and the others are told with their end, which lists show.
 */
export function pricesFor({ lists, snapshots }: Targets, budget: ReadBudget, nowMs: number): Prices {
  const binS = lists.reduce((sum, { groups }) => sum + groups.length, 0) < MANY ? BIN_S : BIN_S_OF_MANY;
  const expected = lists.map((target) => ({
    late: listLateness(target, nowMs),
    ...expectedArrivals(target, nowMs, { bins: HOUR_MS / 1000 / binS, binS }),
    binS,
  }));
  const limits = CHECK_MIN.map(
    (minutes) =>
      HEADROOM * (leftAt(budget, nowMs + minutes * MINUTE_MS) - ((budget.losesInAnHour ?? 0) * minutes) / 60),
  );
  const lowest = (ofSnapshots: readonly SnapshotTarget[], within: readonly number[]): number =>
    lowestIndex((index) => {
      const reads = CHECK_MIN.map(() => 0);
      for (const list of expected) countListReads(list, priceAt(index), reads);
      for (const target of ofSnapshots) countSnapshotReads(target, { index, nowMs }, reads);
      return reads.every((many, check) => many <= (within[check] ?? 0));
    });
  const price = priceAt(lowest(snapshots, limits));
  if (price <= SNAPSHOT_PRICE_MAX || snapshots.length === 0) return { list: price, snapshot: price, keptForLists: 0 };
  const keptForLists = LIST_SHARE * budget.perHour;
  const ofLists = limits.map((limit) => min(limit, keptForLists));
  return { list: priceAt(lowest([], ofLists)), snapshot: SNAPSHOT_PRICE_MAX, keptForLists };
}

function lowestIndex(fits: (index: number) => boolean): number {
  if (fits(0)) return 0;
  let low = 1;
  let high = PRICES;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Adds one read at `atS` from now to every moment that is checked later. */
function count(reads: number[], atS: number, amount: number): void {
  for (let check = CHECK_MIN.length - 1; check >= 0 && atS <= (CHECK_MIN[check] ?? 0) * 60; check--)
    reads[check] = (reads[check] ?? 0) + amount;
}

interface ExpectedList extends Arrivals {
  readonly late: number;
  readonly binS: number;
}

/** A read is made only while something is left to wait for; what it may show then is the more. */
function countListReads(list: ExpectedList, price: number, reads: number[]): void {
  const { expected, open, binS } = list;
  let unseen = list.waiting;
  let waited = list.late;
  let running = 1;
  for (let bin = 0; bin < expected.length; bin++) {
    const more = (expected[bin] ?? 0) / running;
    waited += (unseen + more / 2) * binS;
    unseen += more;
    if (waited < price) continue;
    count(reads, (bin + 1) * binS, running);
    unseen = 0;
    waited = 0;
    running = max(open[bin] ?? 1, RUNNING_MIN);
  }
}
/** Chances below it are not followed. */
const RUNNING_MIN = 0.04;

interface Pricing {
  readonly index: number;
  readonly nowMs: number;
}

function countSnapshotReads(target: SnapshotTarget, { index, nowMs }: Pricing, reads: number[]): void {
  const ageS = (nowMs - target.startMs) / 1000;
  let fromS = (target.sinceMs - target.startMs) / 1000;
  let running = 1;
  while (running > RUNNING_MIN) {
    const atS = max(ageS, nextRead(index, fromS));
    if (atS - ageS > HOUR_MS / 1000) return;
    count(reads, atS - ageS, running * target.jobs.length);
    running *= 1 - probabilityBy(snapshotEnd(), fromS, atS);
    fromS = max(atS, fromS + 1);
  }
}

const nextReads = new Map<number, Float64Array>();

/** The age in seconds at which a read is worth the price, after one at `fromS` that showed the snapshot running. */
export function nextRead(index: number, fromS: number): number {
  const cell = round(fromS / CELL_S);
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
    if (expectedLateness(snapshotEnd(), fromS, fromS + middle) >= price) high = middle;
    else low = middle;
  }
  return high;
}
