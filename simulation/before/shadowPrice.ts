import { max, min } from '../../services/monitor/planner/math';
import type { ReadBudget } from '../../services/monitor/planner/readBudget';
import { leftAt } from '../../services/monitor/planner/readBudget';
import { HOUR_MS, MINUTE_MS } from '../../services/platform/durations';
import { type Arrivals, expectedArrivals } from './arrivals';
import { probabilityBy, snapshotEnd } from './distributions';
import { listLateness, type ListTarget } from './listTargets';
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

interface Targets {
  readonly lists: readonly ListTarget[];
  readonly snapshots: readonly SnapshotTarget[];
}

/** Expected seconds of waiting that a read must end to be worth it. */
interface Prices {
  readonly list: number;
  readonly snapshot: number;
  /** Reads that snapshots leave to lists. A list serves many jobs; a read for one snapshot serves one job. */
  readonly keptForLists: number;
}

/**
 * A higher price for a snapshot read gains nothing: by then the snapshot has almost surely ended, and costs one read
 * anyway.
 */
const SNAPSHOT_PRICE_MAX = 100;
const LIST_SHARE = 0.4;

/**
 * The shadow price of a read: the Lagrange multiplier of the hourly budget. To minimise expected waiting within the
 * budget, every read is made that ends at least this much waiting. It is the lowest price at which the expected reads
 * fit the budget at each checked minute of the coming hour. So it rises as the budget runs short. If even the highest
 * price does not fit, as many snapshots as possible are read. The others are told with the job's end, which lists show.
 */
export function pricesFor({ lists, snapshots }: Targets, budget: ReadBudget, nowMs: number): Prices {
  const binS = lists.reduce((sum, { groups }) => sum + groups.length, 0) < MANY ? BIN_S : BIN_S_OF_MANY;
  const bins = HOUR_MS / 1000 / binS;
  const expected = lists.map((target) => {
    const { waiting, expected: more, open } = expectedArrivals(target, nowMs, { bins, binS });
    return { late: listLateness(target, nowMs), waiting, expected: more, open, binS };
  });
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

/** Binary search for the lowest price that fits: the higher the price, the fewer reads are worth it. */
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

/** Adds `amount` reads at `atS` seconds from now to each checked minute after it. */
function count(reads: number[], atS: number, amount: number): void {
  for (let check = CHECK_MIN.length - 1; check >= 0 && atS <= (CHECK_MIN[check] ?? 0) * 60; check--)
    reads[check] = (reads[check] ?? 0) + amount;
}

interface ExpectedList extends Arrivals {
  /** Expected seconds of waiting so far. */
  readonly late: number;
  readonly binS: number;
}

/** Lower probabilities are ignored. */
const RUNNING_MIN = 0.04;

/**
 * A list is read only while some job still runs; `running` is the probability of that. Reads are weighted by it. Given
 * that a job runs, each read shows proportionally more.
 */
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

interface Pricing {
  /** The index of the price in the grid of prices. */
  readonly index: number;
  readonly nowMs: number;
}

/**
 * Counts one read after the other, each weighted by the probability that the earlier ones showed the snapshot still
 * running.
 */
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
