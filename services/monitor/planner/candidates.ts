import type { JobKey } from '../../backup/ids';
import type { VaultRef } from '../../backup/types';
import { MINUTE_MS, SECOND_MS } from '../../platform/durations';
import type { WatchedJob } from '../track/watchedJob';
import type { Curves } from './curves';
import { curvesBy } from './evidence';
import type { SubscriptionState } from './knownState';
import { listLateness, type ListTarget, listTargets } from './listTargets';
import { max, min } from './math';
import { bestWaitS } from './postponement';
import { type Prices, pricesFor } from './shadowPrice';
import { nextRead, priceAt } from './snapshotReads';
import { snapshotLateness, type SnapshotTarget, snapshotTargets } from './snapshotTargets';

export type PlannedRead =
  { readonly kind: 'list'; readonly vault: VaultRef } | { readonly kind: 'job'; readonly watched: WatchedJob };

/** Possible reads of one target; each ends the same expected waiting. */
export interface Candidate {
  /** The earliest time of the first read. */
  readonly notBeforeMs: number;
  readonly reads: (nowMs: number) => readonly PlannedRead[];
  /** Whether these are reads of jobs whose snapshots are awaited. */
  readonly ofSnapshots: boolean;
  /** Whether a read at that moment is worth its price, and no later moment is better. */
  readonly isDue: (atMs: number) => boolean;
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

/** Where reads do not reach for all snapshots, one that waits longer than this is left to the end of its job. */
const REACH_S = 120;

interface Candidates {
  readonly candidates: readonly Candidate[];
  /** The jobs whose awaited snapshots are left to the end. */
  readonly leftToEnd: ReadonlySet<JobKey>;
  /** Reads of the hour that snapshots leave to lists. */
  readonly keptForLists: number;
}

/** Every possible read in one subscription, with its price at this moment. */
export function candidatesOf(known: SubscriptionState, nowMs: number): Candidates {
  const { jobs, vaults, budget } = known;
  const moment = { nowMs, grainMs: min(max(GRAIN_MS, jobs.length * GRAIN_MS_PER_JOB), GRAIN_MS_MAX) };
  const curves = curvesBy(known);
  const lists = listTargets(vaults, jobs, { moment, curves });
  const snapshots = snapshotTargets(jobs, moment);
  const prices = pricesFor({ lists, snapshots, curves }, budget, nowMs);
  const few = lists.length <= LISTS_FEW;
  const isLeft = (target: SnapshotTarget): boolean =>
    prices.isShort && snapshotLateness(target, curves.snapshot, nowMs) > REACH_S;
  const left = new Set(snapshots.filter(isLeft));
  return {
    candidates: [
      ...snapshots.filter((target) => !left.has(target)).map((target) => snapshotCandidate(target, curves, prices)),
      ...lists.map((target) => listCandidate(target, prices.list, { nowMs, few })),
    ],
    leftToEnd: new Set([...left].flatMap((target) => target.jobs.map(({ watched }) => watched.key))),
    keptForLists: prices.keptForLists,
  };
}

function snapshotCandidate(target: SnapshotTarget, { snapshot }: Curves, prices: Prices): Candidate {
  const { jobs, startMs, sinceMs } = target;
  const dueMs = startMs + nextRead(snapshot, prices.snapshotIndex, (sinceMs - startMs) / 1000) * 1000;
  return {
    ofSnapshots: true,
    notBeforeMs: min(...jobs.map(({ notBeforeMs }) => notBeforeMs)),
    reads: (atMs) =>
      jobs.filter(({ notBeforeMs }) => notBeforeMs <= atMs).map(({ watched }) => ({ kind: 'job', watched })),
    isDue: (atMs) => atMs >= dueMs,
    price: priceAt(prices.snapshotIndex),
    late: (atMs) => snapshotLateness(target, snapshot, atMs),
    kept: prices.keptForLists,
  };
}

/** Above this number of lists, the exact moment of each does not matter. */
export const LISTS_FEW = 30;

function listCandidate(target: ListTarget, price: number, { nowMs, few }: { nowMs: number; few: boolean }): Candidate {
  const late = (atMs: number): number => listLateness(target, atMs);
  const bestMs = few ? nowMs + bestWaitS(target, price, nowMs) * 1000 : null;
  return {
    ofSnapshots: false,
    notBeforeMs: target.notBeforeMs,
    reads: () => [target.only ? { kind: 'job', watched: target.only } : { kind: 'list', vault: target.vault }],
    isDue: (atMs) => (bestMs === null ? late(atMs) >= price : atMs >= bestMs),
    price,
    late,
    kept: 0,
  };
}
