import { HOUR_MS, MINUTE_MS } from '../../platform/durations';
import { type Arrivals, expectedArrivals } from './arrivals';
import type { Curves } from './curves';
import { type CumulativeDistribution, probabilityBy } from './density';
import { END_WEIGHT, listLateness, type ListTarget } from './listTargets';
import { max, min, round } from './math';
import { leftAt, type ReadBudget } from './readBudget';
import { nextRead, priceAt, PRICES } from './snapshotReads';
import type { SnapshotTarget } from './snapshotTargets';

/** Share of the budget that a plan may use. The rest is for jobs that start within the hour and for failed reads. */
const HEADROOM = 0.85;
/** Minutes from now at which the expected number of reads is compared with the budget. */
const CHECK_MIN = [1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45, 60] as const;
/** The length in seconds of the intervals of the coming hour; longer if a plan has many groups. */
const BIN_S = 20;
const BIN_S_OF_MANY = 60;
const MANY = 500;

/** The least index of the price of a snapshot's read where there is a grid: earlier reads would end little waiting. */
const SNAPSHOT_INDEX_MIN = 19;
/** Where there is a grid, more lists in an hour than these would end little waiting. */
const ENOUGH = { atLeast: 8, ofJob: 0.4, ofVault: 2, ofSearch: 6, withoutGrid: 3 } as const;

function enoughLists({ lists, curves }: Targets): number {
  const jobs = lists.reduce((sum, { groups }) => sum + groups.reduce((of, { count: many }) => of + many, 0), 0);
  const searched = lists.filter(({ discovers }) => discovers).length;
  const reads = ENOUGH.atLeast + ENOUGH.ofJob * jobs + ENOUGH.ofVault * lists.length + ENOUGH.ofSearch * searched;
  return reads * (1 + (ENOUGH.withoutGrid - 1) * curves.scattered);
}

interface Targets {
  readonly lists: readonly ListTarget[];
  readonly snapshots: readonly SnapshotTarget[];
  readonly curves: Curves;
}

/** Expected seconds of waiting that a read must end to be worth it. */
export interface Prices {
  readonly list: number;
  /** The index of the price of a snapshot's read in the grid of prices. */
  readonly snapshotIndex: number;
  /** Reads that snapshots leave to lists. A list serves many jobs; a read for one snapshot serves one job. */
  readonly keptForLists: number;
  /** Whether the reads of the hour do not reach for every snapshot. */
  readonly isShort: boolean;
}

/**
 * A higher price for a snapshot read gains nothing: by then the snapshot has almost surely ended, and costs one read
 * anyway.
 */
const SNAPSHOT_INDEX_MAX = 30;
/** Where reads are short, snapshots leave those that are worth this price to lists, up to this share of the hour's. */
const KEPT_INDEX = 24;
const KEPT_SHARE = 0.18;

/**
 * The shadow price of a read: the Lagrange multiplier of the hourly budget. To minimise expected waiting within the
 * budget, every read is made that ends at least this much waiting. It is the lowest price at which the expected reads
 * fit the budget at each checked minute of the coming hour. So it rises as the budget runs short. If even the highest
 * price does not fit, as many snapshots as possible are read. The others are told with the job's end, which lists show.
 */
export function pricesFor(targets: Targets, budget: ReadBudget, nowMs: number): Prices {
  const { lists, snapshots, curves } = targets;
  const binS = lists.reduce((sum, { groups }) => sum + groups.length, 0) < MANY ? BIN_S : BIN_S_OF_MANY;
  const bins = HOUR_MS / 1000 / binS;
  const expected = lists.map((target) => {
    const { waiting, expected: more, open } = expectedArrivals(target, nowMs, { bins, binS });
    return { late: listLateness(target, nowMs), waiting, expected: more, open, binS, shown: target.shown };
  });
  const limits = CHECK_MIN.map(
    (minutes) =>
      HEADROOM * (leftAt(budget, nowMs + minutes * MINUTE_MS) - ((budget.losesInAnHour ?? 0) * minutes) / 60),
  );
  const listReads = (index: number): number[] => {
    const reads = CHECK_MIN.map(() => 0);
    for (const list of expected) countListReads(list, priceAt(index), reads);
    return reads;
  };
  const snapshotMin = round((1 - curves.scattered) * SNAPSHOT_INDEX_MIN);
  const allReads = (index: number): number[] => {
    const reads = listReads(index);
    const pricing = { index: max(index, snapshotMin), snapshot: curves.snapshot, nowMs };
    for (const target of snapshots) countSnapshotReads(target, pricing, reads);
    return reads;
  };
  const fitting = lowestIndex((index) => allReads(index).every((many, check) => many <= (limits[check] ?? 0)));
  if (fitting <= SNAPSHOT_INDEX_MAX || snapshots.length === 0) {
    const most = enoughLists(targets);
    const enough = lowestIndex((index) => inAnHour(listReads(index)) <= most);
    const index = max(fitting, min(enough, SNAPSHOT_INDEX_MAX));
    return { list: priceAt(index), snapshotIndex: max(fitting, snapshotMin), keptForLists: 0, isShort: false };
  }
  const keptForLists = min(KEPT_SHARE * budget.perHour, inAnHour(listReads(KEPT_INDEX)));
  const ofLists = lowestIndex((index) =>
    listReads(index).every((many, check) => many <= min(limits[check] ?? 0, keptForLists)),
  );
  return { list: priceAt(ofLists), snapshotIndex: SNAPSHOT_INDEX_MAX, keptForLists, isShort: true };
}

function inAnHour(reads: readonly number[]): number {
  return reads.at(-1) ?? 0;
}

/** Binary search for the lowest price that fits: the higher the price, the fewer reads are worth it. */
function lowestIndex(fits: (index: number) => boolean): number {
  let low = 0;
  let high = PRICES;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Adds `amount` reads at `atS` seconds from now to each checked minute after it. */
function count(reads: number[], atS: number, amount: number): void {
  for (let check = CHECK_MIN.length - 1; check >= 0 && atS <= (CHECK_MIN[check] ?? 0) * 60; check--)
    reads[check] = (reads[check] ?? 0) + amount;
}

interface ExpectedList extends Arrivals {
  /** Expected seconds of waiting so far. */
  readonly late: number;
  readonly binS: number;
  /** Share of its jobs that Resource Graph shows, so that a read comes only after an end. */
  readonly shown: number;
}

/** Lower probabilities are ignored. */
const RUNNING_MIN = 0.04;

/**
 * A list is read only while some job still runs; `running` is the probability of that. Reads are weighted by it. Given
 * that a job runs, each read shows proportionally more.
 */
function countListReads(list: ExpectedList, price: number, reads: number[]): void {
  const { expected, open, binS, shown } = list;
  let unseen = list.waiting;
  let waited = list.late;
  let running = 1;
  for (let bin = 0; bin < expected.length; bin++) {
    const more = (expected[bin] ?? 0) / running;
    waited += (unseen + more / 2) * binS;
    unseen += more;
    if (waited < price) continue;
    count(reads, (bin + 1) * binS, running * (1 - shown) + shown * min(running, unseen / END_WEIGHT));
    unseen = 0;
    waited = 0;
    running = max(open[bin] ?? 1, RUNNING_MIN);
  }
}

interface Pricing {
  /** The index of the price in the grid of prices. */
  readonly index: number;
  readonly snapshot: CumulativeDistribution;
  readonly nowMs: number;
}

/**
 * Counts one read after the other, each weighted by the probability that the earlier ones showed the snapshot still
 * running.
 */
function countSnapshotReads(target: SnapshotTarget, { index, snapshot, nowMs }: Pricing, reads: number[]): void {
  const ageS = (nowMs - target.startMs) / 1000;
  let fromS = (target.sinceMs - target.startMs) / 1000;
  let running = 1;
  while (running > RUNNING_MIN) {
    const atS = max(ageS, nextRead(snapshot, index, fromS));
    if (atS - ageS > HOUR_MS / 1000) return;
    count(reads, atS - ageS, running * target.jobs.length);
    running *= 1 - probabilityBy(snapshot, fromS, atS);
    fromS = max(atS, fromS + 1);
  }
}
