import { vaultKey, type VaultRef } from '../../backup/types';
import { isAwaitedByAsker, type WatchedJob } from '../track/watchedJob';
import { postponementS } from './postponement';
import { HOUR_MS, keptForTasks, leftAt, PRICE_MIN, pricesFor, type ReadBudget } from './shadowPrice';
import {
  awaitsSnapshot,
  type KnownJob,
  type KnownVault,
  listLateness,
  type ListTarget,
  listTargets,
  snapshotLateness,
  snapshotTargets,
} from './targets';

// Looked up once: these run a million times a night.
const { min, max, floor } = Math;

export type PlannedRead =
  { readonly kind: 'list'; readonly vault: VaultRef } | { readonly kind: 'job'; readonly watched: WatchedJob };

/** What is known of one subscription: its budget is its own. */
export interface SubscriptionState {
  readonly jobs: readonly KnownJob[];
  /** Every vault of `jobs` among them. */
  readonly vaults: readonly KnownVault[];
  readonly budget: ReadBudget;
}

export interface ReadPlan {
  /** Worth making now, the most urgent first; never more than the budget gives. */
  readonly reads: readonly PlannedRead[];
  /** When another may be, epoch ms. */
  readonly againMs: number;
}

/** The least pause between two looks: nothing is worth reading twice within it. */
const PAUSE_MS = 2_000;
const PAUSE_MS_MAX = 60_000;
/** Where thousands are watched, seconds do not matter, and the plan itself is work. */
const PAUSE_MS_PER_JOB = 1;

/** Times within so much of each other are reckoned as one; where thousands are watched, minutes do not matter. */
const GRAIN_MS = 5_000;
const GRAIN_MS_PER_JOB = 30;
const GRAIN_MS_MAX = 300_000;

/** Reads that would all end the same waiting. */
interface Candidate {
  /** The first of them. */
  readonly notBeforeMs: number;
  readonly reads: (nowMs: number) => readonly PlannedRead[];
  /** Expected seconds of waiting that a read must end to be worth it. */
  readonly price: number;
  /** What each read at that moment would end. */
  readonly late: (atMs: number) => number;
  /** Reads of the hour that are not for it. */
  readonly kept: number;
}

/** Where nothing is worth its price, this share of the budget still goes to whoever has waited most: nobody is put off for ever. */
const TURNS_SHARE = 0.25;
const TURN_LATE = 3;

/**
 * Which reads are worth making now (DESIGN.md, read planner): those that end the most expected waiting, at a price that
 * the coming hour can pay. Pure: the same state gives the same plan.
 */
export function planReads(known: SubscriptionState, nowMs: number): ReadPlan {
  const { jobs } = known;
  const asked = jobs.filter(({ watched }) => isAwaitedByAsker(watched)).length;
  const kept = keptForTasks(asked, known.budget) + keptForChecks(known);
  const budget = { ...known.budget, perHour: known.budget.perHour - kept };
  if (nowMs < budget.blockedUntilMs) return { reads: [], againMs: budget.blockedUntilMs };
  const candidates = candidatesOf({ ...known, budget }, nowMs);
  const pauseMs = PAUSE_MS + jobs.length * PAUSE_MS_PER_JOB;
  return {
    reads: chooseReads(candidates, budget, nowMs),
    againMs: max(nowMs + pauseMs, nextLookMs(candidates, budget, nowMs)),
  };
}

/** A go-ahead is sent after a list of its vault was read; those of one vault come together, more or less. */
const CHECKS_PER_VAULT = 3;
/** Beyond this share of the hour's reads, those who wait are served better by the reads themselves. */
const CHECKS_SHARE = 0.15;

/** Reads that are kept for the checks of go-aheads. */
function keptForChecks({ jobs, budget }: SubscriptionState): number {
  const awaiting = jobs.filter(({ watched }) => awaitsSnapshot(watched));
  if (awaiting.length > CHECKS_SHARE * budget.perHour) return 0;
  const vaults = new Set(awaiting.map(({ watched }) => vaultKey(watched.ref.vault))).size;
  return min(awaiting.length, CHECKS_PER_VAULT * vaults);
}

function candidatesOf({ jobs, vaults, budget }: SubscriptionState, nowMs: number): readonly Candidate[] {
  const moment = { nowMs, grainMs: min(max(GRAIN_MS, jobs.length * GRAIN_MS_PER_JOB), GRAIN_MS_MAX) };
  const lists = listTargets(vaults, jobs, moment);
  const snapshots = snapshotTargets(jobs, moment);
  const prices = pricesFor({ lists, snapshots }, budget, nowMs);
  return [
    ...snapshots.map(({ jobs: alike, startMs, sinceMs }) => ({
      notBeforeMs: min(...alike.map(({ notBeforeMs }) => notBeforeMs)),
      reads: (atMs: number) =>
        alike
          .filter(({ notBeforeMs }) => notBeforeMs <= atMs)
          .map(({ watched }) => ({ kind: 'job', watched }) as const),
      price: prices.snapshot,
      late: (atMs: number) => snapshotLateness({ startMs, sinceMs }, atMs),
      kept: prices.keptForLists,
    })),
    ...lists.map((target) => ({
      notBeforeMs: max(target.notBeforeMs, betterMs(target, prices.list, { nowMs, few: lists.length <= FEW })),
      reads: () => [
        target.only
          ? ({ kind: 'job', watched: target.only } as const)
          : ({ kind: 'list', vault: target.vault } as const),
      ],
      price: prices.list,
      late: (atMs: number) => listLateness(target, atMs),
      kept: 0,
    })),
  ];
}

/** Beyond so many lists it does not matter when exactly each is read. */
const FEW = 30;

/** When one that is worth its price now is better read. */
function betterMs(target: ListTarget, price: number, { nowMs, few }: { nowMs: number; few: boolean }): number {
  return few && listLateness(target, nowMs) >= price ? nowMs + postponementS(target, price, nowMs) * 1_000 : nowMs;
}

function chooseReads(candidates: readonly Candidate[], budget: ReadBudget, nowMs: number): readonly PlannedRead[] {
  const left = floor(leftAt(budget, nowMs));
  const waiting = candidates
    .filter(({ notBeforeMs }) => notBeforeMs <= nowMs)
    .map((candidate) => ({ ...candidate, lateNow: candidate.late(nowMs) }))
    .filter(({ lateNow }) => lateNow >= PRICE_MIN)
    .sort((a, b) => b.lateNow / b.price - a.lateNow / a.price);
  const chosen = new Map<string, PlannedRead>();
  for (const { reads, lateNow, price, kept } of waiting) {
    if (lateNow < price) continue;
    for (const read of reads(nowMs)) if (left - chosen.size - kept >= 1) chosen.set(nameOf(read), read);
  }
  const [longest] = waiting;
  if (chosen.size === 0 && left >= 1 && longest && longest.lateNow >= TURN_LATE && isSomebodysTurn(budget, nowMs))
    return longest.reads(nowMs).slice(0, 1);
  return [...chosen.values()];
}

function isSomebodysTurn({ perHour, spent }: ReadBudget, nowMs: number): boolean {
  const lastMs = spent.at(-1)?.atMs ?? 0;
  return nowMs - lastMs >= HOUR_MS / max(1, perHour * TURNS_SHARE);
}

function nameOf(read: PlannedRead): string {
  return read.kind === 'list' ? vaultKey(read.vault) : `job ${read.watched.key}`;
}

/** When the first of them may be worth its price: looked for in growing steps, so a little early rather than late. */
function nextLookMs(candidates: readonly Candidate[], budget: ReadBudget, nowMs: number): number {
  const left = leftAt(budget, nowMs);
  const freeMs = (budget.spent[0]?.atMs ?? 0) + HOUR_MS;
  let waitMs = PAUSE_MS;
  while (waitMs < PAUSE_MS_MAX) {
    const atMs = nowMs + 2 * waitMs;
    const isDue = ({ notBeforeMs, kept, late, price }: Candidate): boolean =>
      notBeforeMs <= atMs && (left - kept >= 1 || freeMs <= atMs) && late(atMs) >= price;
    if (candidates.some(isDue)) break;
    waitMs *= 2;
  }
  return nowMs + min(waitMs, PAUSE_MS_MAX);
}
