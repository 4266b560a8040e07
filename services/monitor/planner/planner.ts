import { type JobKey, vaultKey } from '../../backup/ids';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../platform/durations';
import { isAwaitedByAsker } from '../track/watchedJob';
import { beyondReach } from './beyondReach';
import { type Candidate, candidatesOf, LISTS_FEW, type PlannedRead } from './candidates';
import { awaitsSnapshot } from './jobFacts';
import type { SubscriptionState } from './knownState';
import { floor, max, min } from './math';
import { keptForTasks, leftAt, type ReadBudget } from './readBudget';
import { snapshotsAtOnce } from './slowStart';

interface ReadPlan {
  /** The reads that are worth making now, most urgent first; never more than the budget allows. */
  readonly reads: readonly PlannedRead[];
  /** When to plan again, epoch ms. */
  readonly againMs: number;
  /** The awaited snapshots for which no read is left in time: they are told with the end of their jobs. */
  readonly beyondReach: ReadonlySet<JobKey>;
}

/** The shortest pause between two plans. Within it no target is worth a second read. */
const PAUSE_MS = 2 * SECOND_MS;
const PAUSE_MS_MAX = MINUTE_MS;
/** Ms of extra pause per job. Planning thousands of jobs takes CPU time, and seconds do not matter among so many. */
const PAUSE_MS_PER_JOB = 1;

/**
 * If nothing is worth its price, this share of the budget goes to the longest expected wait, so that no target starves.
 */
const TURNS_SHARE = 0.25;
/**
 * Expected seconds of waiting from which a target may use TURNS_SHARE. Among many lists that wait alike the price
 * stays above all of them, so that only turns read them; a short wait then suffices.
 */
const TURN_LATE = { few: 60, many: 2 } as const;

/**
 * Decides which reads to make now. Azure limits the reads per hour, so each read has a shadow price (see `pricesFor`).
 * A read is made when it ends more expected waiting than its price. Expected waiting comes from the durations of
 * recorded jobs, given what the last reading showed (a hazard). Pure: the same state gives the same plan.
 */
export function planReads(known: SubscriptionState, nowMs: number): ReadPlan {
  const { jobs } = known;
  const awaited = jobs.filter(({ watched }) => isAwaitedByAsker(watched)).length;
  const kept = keptForTasks(awaited, known.budget) + keptForGoAheads(known);
  const budget = { ...known.budget, perHour: known.budget.perHour - kept };
  const { candidates, leftToEnd, keptForLists } = candidatesOf({ ...known, budget }, nowMs);
  const beyond = beyondReach(jobs, { budget, kept: keptForLists, leftToEnd }, nowMs);
  if (nowMs < budget.blockedUntilMs) return { reads: [], againMs: budget.blockedUntilMs, beyondReach: beyond };
  const pauseMs = PAUSE_MS + jobs.length * PAUSE_MS_PER_JOB;
  return {
    reads: chooseReads(candidates, { jobs, budget }, nowMs),
    againMs: max(nowMs + pauseMs, nextLookMs(candidates, budget, nowMs)),
    beyondReach: beyond,
  };
}

/**
 * Lists to keep per vault: each go-ahead waits for a list of its vault. The go-aheads of one vault come close together,
 * so few lists serve all.
 */
const CHECKS_PER_VAULT = 3;
/** If awaited snapshots exceed this share of the hour's reads, none is kept, because reads of the jobs help more. */
const CHECKS_SHARE = 0.15;

/** How many reads are kept for the re-check of each go-ahead at the moment of sending. */
function keptForGoAheads({ jobs, budget }: SubscriptionState): number {
  const awaiting = jobs.filter(({ watched }) => awaitsSnapshot(watched));
  if (awaiting.length > CHECKS_SHARE * budget.perHour) return 0;
  const vaults = new Set(awaiting.map(({ watched }) => vaultKey(watched.ref.vault))).size;
  return min(awaiting.length, CHECKS_PER_VAULT * vaults);
}

/**
 * The reads worth their price, by expected waiting per price, within the budget. If there are none, one read for the
 * longest wait.
 */
function chooseReads(
  candidates: readonly Candidate[],
  { jobs, budget }: Pick<SubscriptionState, 'jobs' | 'budget'>,
  nowMs: number,
): readonly PlannedRead[] {
  const left = floor(leftAt(budget, nowMs));
  const waiting = candidates
    .filter(({ notBeforeMs }) => notBeforeMs <= nowMs)
    .map((candidate) => ({ ...candidate, lateNow: candidate.late(nowMs) }))
    .sort((a, b) => b.lateNow / b.price - a.lateNow / a.price);
  const due = waiting.filter(({ isDue }) => isDue(nowMs));
  const chosen = new Map<string, PlannedRead>();
  let snapshots = snapshotsAtOnce(jobs, nowMs);
  for (const { reads, kept, ofSnapshots } of due)
    for (const read of reads(nowMs)) {
      if (left - chosen.size - kept < 1 || (ofSnapshots && snapshots < 1)) continue;
      if (ofSnapshots) snapshots -= 1;
      chosen.set(readKey(read), read);
    }
  const [longest] = waiting;
  if (chosen.size === 0 && left >= 1 && longest && longest.lateNow >= turnLate(candidates) && isTurnDue(budget, nowMs))
    return longest.reads(nowMs).slice(0, 1);
  return [...chosen.values()];
}

function turnLate(candidates: readonly Candidate[]): number {
  const lists = candidates.filter(({ ofSnapshots }) => !ofSnapshots).length;
  return lists > LISTS_FEW ? TURN_LATE.many : TURN_LATE.few;
}

function isTurnDue({ perHour, spent }: ReadBudget, nowMs: number): boolean {
  const lastMs = spent.at(-1)?.atMs ?? 0;
  return nowMs - lastMs >= HOUR_MS / max(1, perHour * TURNS_SHARE);
}

function readKey(read: PlannedRead): string {
  return read.kind === 'list' ? vaultKey(read.vault) : `job ${read.watched.key}`;
}

/** When the first candidate may be worth its price. The search doubles its steps, so the time may be a little early. */
function nextLookMs(candidates: readonly Candidate[], budget: ReadBudget, nowMs: number): number {
  const left = leftAt(budget, nowMs);
  const freeMs = (budget.spent[0]?.atMs ?? 0) + HOUR_MS;
  let waitMs = PAUSE_MS;
  while (waitMs < PAUSE_MS_MAX) {
    const atMs = nowMs + 2 * waitMs;
    const isReadable = ({ notBeforeMs, kept, isDue }: Candidate): boolean =>
      notBeforeMs <= atMs && (left - kept >= 1 || freeMs <= atMs) && isDue(atMs);
    if (candidates.some(isReadable)) break;
    waitMs *= 2;
  }
  return nowMs + min(waitMs, PAUSE_MS_MAX);
}
