import type { PlannedRead } from '../../services/monitor/planner/candidates';
import type { SubscriptionState } from '../../services/monitor/planner/knownState';
import { max, min } from '../../services/monitor/planner/math';
import { MINUTE_MS, SECOND_MS } from '../../services/platform/durations';
import { listLateness, type ListTarget, listTargets } from './listTargets';
import { postponementS } from './postponement';
import { pricesFor } from './shadowPrice';
import { snapshotLateness, type SnapshotTarget, snapshotTargets } from './snapshotTargets';

/** Possible reads of one target; each ends the same expected waiting. */
export interface Candidate {
  /** The earliest time of the first read. */
  readonly notBeforeMs: number;
  readonly reads: (nowMs: number) => readonly PlannedRead[];
  /** Expected seconds of waiting that a read must end to be worth it. */
  readonly price: number;
  /** Expected seconds of waiting that a read at that moment would end. */
  readonly late: (atMs: number) => number;
  /** How many reads of the hour are reserved for other targets. */
  readonly kept: number;
}

/**
 * Times this close together form one group. The grain grows with the number of jobs, because seconds matter less among
 * thousands.
 */
const GRAIN_MS = 5 * SECOND_MS;
const GRAIN_MS_PER_JOB = 30;
const GRAIN_MS_MAX = 5 * MINUTE_MS;

/** Every possible read in one subscription, with its price at this moment. */
export function candidatesOf({ jobs, vaults, budget }: SubscriptionState, nowMs: number): readonly Candidate[] {
  const moment = { nowMs, grainMs: min(max(GRAIN_MS, jobs.length * GRAIN_MS_PER_JOB), GRAIN_MS_MAX) };
  const lists = listTargets(vaults, jobs, moment);
  const snapshots = snapshotTargets(jobs, moment);
  const prices = pricesFor({ lists, snapshots }, budget, nowMs);
  const few = lists.length <= FEW;
  return [
    ...snapshots.map((target) => snapshotCandidate(target, prices.snapshot, prices.keptForLists)),
    ...lists.map((target) => listCandidate(target, prices.list, { nowMs, few })),
  ];
}

function snapshotCandidate({ jobs, startMs, sinceMs }: SnapshotTarget, price: number, kept: number): Candidate {
  return {
    notBeforeMs: min(...jobs.map(({ notBeforeMs }) => notBeforeMs)),
    reads: (atMs) =>
      jobs.filter(({ notBeforeMs }) => notBeforeMs <= atMs).map(({ watched }) => ({ kind: 'job', watched })),
    price,
    late: (atMs) => snapshotLateness({ startMs, sinceMs }, atMs),
    kept,
  };
}

function listCandidate(target: ListTarget, price: number, at: { nowMs: number; few: boolean }): Candidate {
  return {
    notBeforeMs: max(target.notBeforeMs, bestMs(target, price, at)),
    reads: () => [target.only ? { kind: 'job', watched: target.only } : { kind: 'list', vault: target.vault }],
    price,
    late: (atMs) => listLateness(target, atMs),
    kept: 0,
  };
}

/** Above this number of lists, the exact moment of each does not matter. */
const FEW = 30;

/** When to read a list that is worth its price now. A slightly later read may show more. */
function bestMs(target: ListTarget, price: number, { nowMs, few }: { nowMs: number; few: boolean }): number {
  return few && listLateness(target, nowMs) >= price ? nowMs + postponementS(target, price, nowMs) * 1_000 : nowMs;
}
