import { vaultKey } from '../services/backup/ids';
import type { VaultRef } from '../services/backup/types';
import type { PlannedRead } from '../services/monitor/planner/candidates';
import type { KnownJob, KnownVault } from '../services/monitor/planner/knownState';
import { LearnedClock } from '../services/monitor/planner/learnedClock';
import { planReads } from '../services/monitor/planner/planner';
import { mayAddTasks, type ReadBudget } from '../services/monitor/planner/readBudget';
import { advance } from '../services/monitor/track/stateMachine';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../services/platform/durations';
import { type AwaitedGoAhead, checkGoAheads, nextCheckMs } from './goAheadChecks';
import type { Random } from './random';
import { shownAt, type TrueRun, vaultNamed, watchedRun } from './trueRuns';

/** Counts reads and refuses those beyond a limit. */
export interface ReadGate {
  budget(nowMs: number): ReadBudget;
  /** Requests one read of the monitor. False if it is refused and shows nothing. */
  take(nowMs: number): boolean;
  /** Requests one read of a person's command. */
  command?(nowMs: number): boolean;
}

export interface SimulatedNight {
  readonly runs: readonly TrueRun[];
  /** Reads of jobs that the monitor may make in any hour. */
  readonly perHour: number;
  /** Counts the reads instead of `perHour`. */
  readonly gate?: ReadGate;
  /** Share of the reads that fail. */
  readonly faults?: number;
  readonly random: Random;
  /** What earlier nights showed of Azure's clock; this night adds to it. By default nothing. */
  readonly learned?: LearnedClock;
  /** Whether a conversation watches the VMs, so that the planner looks for new backups too. */
  readonly discovers?: boolean;
  /** The interval (ms) at which a person asks for the `status` of one of the VMs; undefined if nobody asks. */
  readonly statusMs?: number;
}

/** Delays in seconds from an event to the reading that showed it; Infinity if no reading did. */
export interface NightResult {
  /** The delays of jobs whose go-ahead was sent before their end was seen. */
  readonly goAheads: readonly number[];
  /** The delays of the other jobs, from the end of the snapshot to the reading that showed the end of the job. */
  readonly toldWithEnd: readonly number[];
  readonly ends: readonly number[];
  readonly reads: readonly { readonly atMs: number; readonly kind: 'list' | 'job' }[];
  /** The longest time between two readings of a running job. */
  readonly starvedMs: number;
  readonly rounds: number;
}

const RETRY_MS = 15 * SECOND_MS;
/** A list younger than this serves a status. */
const STATUS_LIST_MS = 20 * SECOND_MS;

/** Allows every read, and counts them for a budget of `perHour`. */
function openGate(perHour: number): ReadGate {
  const spent: number[] = [];
  return {
    budget: (nowMs) => ({
      perHour,
      spent: spent.filter((atMs) => atMs > nowMs - HOUR_MS).map((atMs) => ({ atMs, reads: 1 })),
      blockedUntilMs: 0,
    }),
    take: (nowMs) => spent.push(nowMs) > 0,
  };
}

interface Followed extends AwaitedGoAhead {
  readonly run: TrueRun;
  known: KnownJob;
  endMs: number | null;
  starvedMs: number;
}

/** Runs the real planner and the real state machine over a night, without waiting: reads answer at once. */
export function simulateNight(night: SimulatedNight): NightResult {
  const defaults = { gate: openGate(night.perHour), faults: 0, learned: new LearnedClock() };
  const { runs, random, gate, faults, learned } = { ...defaults, ...night };
  const { subscription } = vaultNamed(0);
  const followed = runs.map(followedFrom);
  const startMs = Math.min(...runs.map((run) => run.startMs));
  const vaults = vaultsOf(night, startMs);
  const reads: { atMs: number; kind: 'list' | 'job' }[] = [];
  let rounds = 0;
  let nowMs = startMs;
  const everyMs = night.statusMs ?? Infinity;
  let statusMs = startMs + everyMs;
  const untilMs = Math.max(...runs.map((run) => run.endMs)) + DAY_MS;
  while (nowMs < untilMs && followed.some(({ endMs }) => endMs === null)) {
    const begun = followed.filter(({ run, endMs }) => run.startMs <= nowMs && endMs === null);
    const jobs = begun.map(({ known }) => known);
    const state = { jobs, vaults: [...vaults.values()], budget: gate.budget(nowMs) };
    const plan = planReads({ ...state, learned: learned.of(subscription) }, nowMs);
    for (const read of plan.reads) {
      reads.push({ atMs: nowMs, kind: read.kind });
      const failed = !gate.take(nowMs) || random.chance(faults);
      for (const job of begun) if (concerns(read, job)) applyRead(job, { read, nowMs, failed });
      reads.push(...tasksOfEnded(read, { begun, gate, nowMs }));
      if (read.kind === 'list') markListRead(vaults, { vault: read.vault, nowMs, failed });
    }
    for (const { known } of begun) learned.note(known.watched);
    checkGoAheads(followed, {
      nowMs,
      readMs: (vault) => vaults.get(vaultKey(vault))?.readMs ?? 0,
      read(vault) {
        if (!gate.take(nowMs)) return;
        reads.push({ atMs: nowMs, kind: 'list' });
        readList(vault, { begun, vaults, nowMs, failed: random.chance(faults) });
      },
    });
    if (nowMs >= statusMs) {
      statusMs = nowMs + everyMs;
      askStatus(begun[random.between(0, begun.length - 1)], { begun, vaults, gate, nowMs });
    }
    const nextStart = followed.map(({ run }) => run.startMs).filter((ms) => ms > nowMs);
    const nextMs = Math.min(plan.againMs, statusMs, ...nextStart, nextCheckMs(followed));
    nowMs = Math.max(nextMs, nowMs + 1);
    rounds++;
  }
  return resultOf(followed, reads, rounds);
}

function followedFrom(run: TrueRun): Followed {
  const known = { watched: watchedRun(run), readMs: run.startMs, detailMs: 0, notBeforeMs: 0 };
  return { run, known, seenDoneMs: null, checkMs: 0, goAheadMs: null, endMs: null, starvedMs: 0 };
}

function vaultsOf({ runs, discovers = false }: SimulatedNight, readMs: number): Vaults {
  return new Map(runs.map(({ vault }) => [vaultKey(vault), { vault, readMs, notBeforeMs: 0, discovers }]));
}

/** A `status` reads the vault's list, unless a fresh one is known, and the job. The monitor adopts both readings. */
function askStatus(
  asked: Followed | undefined,
  { begun, vaults, gate, nowMs }: { begun: readonly Followed[]; vaults: Vaults; gate: ReadGate; nowMs: number },
): void {
  if (asked?.endMs !== null) return;
  const { vault } = asked.run;
  const isTaken = (): boolean => gate.command?.(nowMs) ?? true;
  const isNew = nowMs - (vaults.get(vaultKey(vault))?.readMs ?? 0) < STATUS_LIST_MS;
  if (!isNew && isTaken()) readList(vault, { begun, vaults, nowMs, failed: false });
  const read: PlannedRead = { kind: 'job', watched: asked.known.watched };
  if (isTaken()) applyRead(asked, { read, nowMs, failed: false });
}

function readList(
  vault: VaultRef,
  { begun, vaults, nowMs, failed }: { begun: readonly Followed[]; vaults: Vaults; nowMs: number; failed: boolean },
): void {
  const read: PlannedRead = { kind: 'list', vault };
  for (const job of begun) if (job.endMs === null && concerns(read, job)) applyRead(job, { read, nowMs, failed });
  markListRead(vaults, { vault, nowMs, failed });
}

/** Reads the tasks of jobs whose end a list has just shown, if the budget allows it. */
function tasksOfEnded(
  read: PlannedRead,
  { begun, gate, nowMs }: { begun: readonly Followed[]; gate: ReadGate; nowMs: number },
): NightResult['reads'] {
  const ended = read.kind === 'list' ? begun.filter((job) => job.endMs === nowMs && concerns(read, job)) : [];
  const awaited = begun.filter(({ endMs }) => endMs === null).length;
  return ended.flatMap((_job, index) =>
    mayAddTasks(awaited + ended.length - index, gate.budget(nowMs)) && gate.take(nowMs)
      ? [{ atMs: nowMs, kind: 'job' as const }]
      : [],
  );
}

type Vaults = Map<string, KnownVault>;

function markListRead(
  vaults: Vaults,
  { vault, nowMs, failed }: { vault: VaultRef; nowMs: number; failed: boolean },
): void {
  const known = vaults.get(vaultKey(vault));
  const after = failed ? { notBeforeMs: nowMs + RETRY_MS } : { readMs: nowMs };
  if (known) vaults.set(vaultKey(vault), { ...known, ...after });
}

function concerns(read: PlannedRead, { run, known }: Followed): boolean {
  return read.kind === 'list' ? vaultKey(read.vault) === vaultKey(run.vault) : read.watched.key === known.watched.key;
}

function applyRead(
  job: Followed,
  { read, nowMs, failed }: { read: PlannedRead; nowMs: number; failed: boolean },
): void {
  if (failed) {
    if (read.kind === 'job') job.known = { ...job.known, notBeforeMs: nowMs + RETRY_MS };
    return;
  }
  const shown = shownAt(job.run, nowMs, read.kind === 'job');
  const { watched, events } = advance(job.known.watched, { job: shown, readMs: nowMs }, nowMs);
  job.starvedMs = Math.max(job.starvedMs, nowMs - job.known.readMs);
  job.known = { ...job.known, watched, readMs: nowMs, detailMs: read.kind === 'job' ? nowMs : job.known.detailMs };
  if (events.includes('snapshotDone')) job.seenDoneMs = nowMs;
  if (events.includes('ended')) job.endMs = nowMs;
}

function resultOf(followed: readonly Followed[], reads: NightResult['reads'], rounds: number): NightResult {
  const told = followed.filter(({ goAheadMs }) => goAheadMs !== null);
  const toldWithEnd = followed.filter(({ goAheadMs }) => goAheadMs === null);
  return {
    goAheads: told.map(({ goAheadMs, run }) => ((goAheadMs ?? 0) - run.snapshotEndMs) / 1000),
    toldWithEnd: toldWithEnd.map(({ endMs, run }) => ((endMs ?? Infinity) - run.snapshotEndMs) / 1000),
    ends: followed.map(({ endMs, run }) => ((endMs ?? Infinity) - run.endMs) / 1000),
    reads,
    starvedMs: Math.max(...followed.map(({ starvedMs }) => starvedMs)),
    rounds,
  };
}
