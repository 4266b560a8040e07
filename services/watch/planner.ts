import { vaultKey, type VaultRef } from '../backup/types';
import { leftAt, priceFor, type ReadBudget } from './pace';
import {
  type KnownJob,
  type KnownVault,
  listLateness,
  listTargets,
  snapshotLateness,
  snapshotTargets,
} from './targets';
import type { WatchedJob } from './watchedJob';

export type PlannedRead =
  { readonly kind: 'list'; readonly vault: VaultRef } | { readonly kind: 'job'; readonly watched: WatchedJob };

/** What is known of one subscription: its budget is its own. */
export interface Known {
  readonly jobs: readonly KnownJob[];
  /** Every vault of `jobs` among them. */
  readonly vaults: readonly KnownVault[];
  readonly budget: ReadBudget;
}

export interface Plan {
  /** Worth making now, the most urgent first; never more than the budget gives. */
  readonly reads: readonly PlannedRead[];
  /** When another may be, epoch ms. */
  readonly againMs: number;
  /** Expected seconds of waiting that a read must end. */
  readonly price: number;
}

/** The least pause between two looks: nothing is worth reading twice within it. */
const PAUSE_MS = 2_000;
const PAUSE_MS_MAX = 60_000;

interface Candidate {
  readonly read: PlannedRead;
  readonly notBeforeMs: number;
  /** What a read at that moment would end, in expected seconds of waiting. */
  readonly late: (atMs: number) => number;
}

/**
 * Which reads are worth making now (DESIGN.md, read planner). Waiting that nobody has ended grows without bound, so
 * whatever is watched is read in the end, however dear reads are. Pure: the same state gives the same plan.
 */
export function planReads({ jobs, vaults, budget }: Known, nowMs: number): Plan {
  const lists = listTargets(vaults, jobs);
  const snapshots = snapshotTargets(jobs);
  const price = priceFor({ lists, snapshots }, budget, nowMs);
  const candidates: readonly Candidate[] = [
    ...snapshots.map((target) => ({
      read: { kind: 'job', watched: target.watched } as const,
      notBeforeMs: target.notBeforeMs,
      late: (atMs: number) => snapshotLateness(target, atMs),
    })),
    ...lists.map((target) => ({
      read: target.only
        ? ({ kind: 'job', watched: target.only } as const)
        : ({ kind: 'list', vault: target.vault } as const),
      notBeforeMs: target.notBeforeMs,
      late: (atMs: number) => listLateness(target, atMs),
    })),
  ];
  if (nowMs < budget.blockedUntilMs) return { reads: [], againMs: budget.blockedUntilMs, price };
  return {
    reads: worthIt(candidates, { price, nowMs, left: leftAt(budget, nowMs) }),
    againMs: again(candidates, price, nowMs),
    price,
  };
}

function worthIt(
  candidates: readonly Candidate[],
  { price, nowMs, left }: { price: number; nowMs: number; left: number },
): readonly PlannedRead[] {
  const due = candidates
    .filter(({ notBeforeMs }) => notBeforeMs <= nowMs)
    .map((candidate) => ({ read: candidate.read, late: candidate.late(nowMs) }))
    .filter(({ late }) => late >= price)
    .sort((a, b) => b.late - a.late)
    .map(({ read }) => read);
  return [...new Map(due.map((read) => [nameOf(read), read])).values()].slice(0, Math.max(0, left));
}

function nameOf(read: PlannedRead): string {
  return read.kind === 'list' ? vaultKey(read.vault) : `job ${read.watched.key}`;
}

/** When the first of them may be worth the price: looked for in growing steps, so a little early rather than late. */
function again(candidates: readonly Candidate[], price: number, nowMs: number): number {
  let waitMs = PAUSE_MS;
  while (waitMs < PAUSE_MS_MAX) {
    const atMs = nowMs + 2 * waitMs;
    if (candidates.some(({ notBeforeMs, late }) => notBeforeMs <= atMs && late(atMs) >= price)) break;
    waitMs *= 2;
  }
  return nowMs + Math.min(waitMs, PAUSE_MS_MAX);
}
