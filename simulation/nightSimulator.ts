import { vaultKey } from '../services/backup/ids';
import type { PlannedRead } from '../services/monitor/planner/candidates';
import type { KnownVault } from '../services/monitor/planner/knownState';
import { LearnedClock } from '../services/monitor/planner/learnedClock';
import { planReads } from '../services/monitor/planner/planner';
import { mayAddTasks, type ReadBudget } from '../services/monitor/planner/readBudget';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../services/platform/durations';
import { checkGoAheads, nextCheckMs } from './goAheadChecks';
import type { NightHints } from './nightHints';
import { adoptList, adoptRead, concerns, type Followed, followedFrom, type NightVaults } from './nightJobs';
import type { Random } from './random';
import type { TrueRun } from './trueRuns';
import { watcherClock, type WatcherMoment } from './watcherClock';

/** What decides the reads: today's planner, or another one that it is compared with. */
export interface NightPlanner {
  readonly planReads: (
    ...known: Parameters<typeof planReads>
  ) => Pick<ReturnType<typeof planReads>, 'reads' | 'againMs'>;
  readonly mayAddTasks: typeof mayAddTasks;
}

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
  readonly planner?: NightPlanner;
  /** How far Azure's clock is ahead of the bot's machine's (ms); by default they agree. */
  readonly aheadMs?: (atMs: number) => number;
  /** Whether a conversation watches the VMs, so that the planner looks for new backups too. */
  readonly discovers?: boolean;
  /**
   * By default a person asks for each backup. Otherwise a schedule starts them at this time, epoch ms, and lists show
   * them; nobody is told of those that succeed.
   */
  readonly scheduledMs?: number;
  /** What Resource Graph shows; by default the bot may not query it. */
  readonly hints?: NightHints;
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

const TODAYS: NightPlanner = { planReads, mayAddTasks };
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

/** The state of a night at one moment. */
interface NightState {
  readonly at: WatcherMoment;
  /** The backups that have started and not been seen to end. */
  readonly begun: readonly Followed[];
  readonly vaults: NightVaults;
  readonly reads: { readonly atMs: number; readonly kind: 'list' | 'job' }[];
  /** Requests a read of the monitor; false if it is refused. */
  readonly take: () => boolean;
  readonly fails: () => boolean;
}

/** Runs the real planner and the real state machine over a night, without waiting: reads answer at once. */
export function simulateNight(night: SimulatedNight): NightResult {
  const { runs, random, gate, faults, learned, planner, aheadMs, statusMs: everyMs } = { ...usual(night), ...night };
  const { scheduledMs, hints } = night;
  const subscription = runs[0]?.vault.subscription ?? '';
  const followed = runs.map((run) => followedFrom(run, scheduledMs !== undefined));
  const startMs = Math.min(...runs.map((run) => run.startMs));
  const clock = watcherClock(startMs, aheadMs);
  const vaults = vaultsOf(night, startMs);
  const reads: { atMs: number; kind: 'list' | 'job' }[] = [];
  const fails = (): boolean => random.chance(faults);
  let rounds = 0;
  let statusMs = startMs + everyMs;
  const untilMs = Math.max(...runs.map((run) => run.endMs)) + DAY_MS;
  // A trigger, whose answer bears a date, comes before the first plan.
  clock.answered();
  for (let at = clock.now(); at.azureMs < untilMs && followed.some(({ endMs }) => endMs === null); at = clock.now()) {
    const { nowMs } = at;
    const take = (): boolean => {
      clock.answered();
      return gate.take(nowMs);
    };
    const begun = followed.filter(({ run, endMs }) => run.startMs <= at.azureMs && endMs === null);
    const state: NightState = { at, begun, vaults, reads, take, fails };
    const jobs = begun.filter(({ foundMs }) => foundMs <= nowMs).map((job) => job.known);
    const read = { jobs, vaults: vaultsAt(followed, vaults, { night, nowMs }) };
    const known = { ...(hints?.add(read, at) ?? read), budget: gate.budget(nowMs), learned: learned.of(subscription) };
    const plan = planner.planReads(known, nowMs);
    for (const read of plan.reads) makeRead(read, state, { gate, planner });
    for (const job of begun) learned.note(job.known.watched);
    tellGoAheads(followed, state);
    if (nowMs >= statusMs) {
      statusMs = nowMs + everyMs;
      askStatus(begun[random.between(0, begun.length - 1)], state, gate);
    }
    const nextMs = Math.min(plan.againMs, statusMs, nextEventMs(followed, night, at));
    clock.sleepUntil(Math.max(nextMs, nowMs + 1));
    rounds++;
  }
  return resultOf(followed, reads, rounds);
}

/** When the next backup is asked for, the next query of Resource Graph is due, or a go-ahead waits for a list. */
function nextEventMs(
  followed: readonly Followed[],
  { hints, scheduledMs }: SimulatedNight,
  { nowMs, azureMs }: WatcherMoment,
): number {
  const asked = scheduledMs === undefined ? followed.filter(({ run }) => run.startMs > azureMs) : [];
  const startsMs = asked.map(({ run }) => nowMs + run.startMs - azureMs);
  return Math.min(...startsMs, hints?.nextMs() ?? Infinity, nextCheckMs(followed));
}

/** What a night is like unless it says otherwise. */
function usual({ perHour }: SimulatedNight) {
  return {
    gate: openGate(perHour),
    faults: 0,
    learned: new LearnedClock(),
    planner: TODAYS,
    aheadMs: () => 0,
    statusMs: Infinity,
  };
}

/** Where backups of others are searched, the lists were read in turn before the night. */
const TURN_MS = MINUTE_MS;

function vaultsOf({ runs, discovers = false }: SimulatedNight, readMs: number): NightVaults {
  const vaults = new Map(runs.map(({ vault }) => [vaultKey(vault), vault]));
  const known = [...vaults].map(([key, vault], turn) => {
    const agoMs = discovers ? turn * TURN_MS : 0;
    return [key, { vault, readMs: readMs - agoMs, notBeforeMs: 0, discovers }] as const;
  });
  return new Map(known);
}

/** Scheduled backups begin up to two hours late. */
const WINDOW_MS = 2 * HOUR_MS;

/** The vaults with the scheduled starts that no list has shown. */
function vaultsAt(
  followed: readonly Followed[],
  vaults: NightVaults,
  { night: { scheduledMs: atMs }, nowMs }: { readonly night: SimulatedNight; readonly nowMs: number },
): readonly KnownVault[] {
  if (atMs === undefined || nowMs > atMs + WINDOW_MS) return [...vaults.values()];
  const counts = new Map<string, number>();
  for (const { run, foundMs } of followed)
    if (foundMs > nowMs) counts.set(vaultKey(run.vault), (counts.get(vaultKey(run.vault)) ?? 0) + 1);
  return [...vaults.values()].map((known) => {
    const count = counts.get(vaultKey(known.vault)) ?? 0;
    return count === 0 ? known : { ...known, starts: [{ atMs, count, awaited: 0 }] };
  });
}

interface Access {
  readonly gate: ReadGate;
  readonly planner: NightPlanner;
}

function makeRead(read: PlannedRead, state: NightState, access: Access): void {
  const { at, begun, vaults, reads, take, fails } = state;
  reads.push({ atMs: at.nowMs, kind: read.kind });
  const failed = !take() || fails();
  if (read.kind === 'list') adoptList(read.vault, { begun, vaults, at, failed });
  else for (const job of begun) if (concerns(read, job)) adoptRead(job, { read, at, failed });
  if (read.kind === 'list') readFinalTasks(read, state, access);
}

/** Reads the tasks of jobs whose end a list has just shown, if the budget allows it. */
function readFinalTasks(read: PlannedRead, { at, begun, reads, take }: NightState, { gate, planner }: Access): void {
  const ended = begun.filter((job) => job.endMs === at.nowMs && job.foundMs < at.nowMs && concerns(read, job));
  const isAsked = ({ known }: Followed): boolean => known.watched.askedBy !== null;
  const awaited = begun.filter((job) => job.endMs === null && isAsked(job)).length;
  const more = ended.filter(isAsked).length;
  for (const index of ended.keys())
    if (planner.mayAddTasks(awaited + Math.max(more - index, 0), gate.budget(at.nowMs)) && take())
      reads.push({ atMs: at.nowMs, kind: 'job' });
}

function tellGoAheads(followed: readonly Followed[], { at, begun, vaults, reads, take, fails }: NightState): void {
  const { nowMs } = at;
  checkGoAheads(followed, {
    nowMs,
    readMs: (vault) => vaults.get(vaultKey(vault))?.readMs ?? 0,
    read: (vault) => {
      if (!take()) return;
      reads.push({ atMs: nowMs, kind: 'list' });
      adoptList(vault, { begun, vaults, at, failed: fails() });
    },
  });
  for (const job of followed) if (job.goAheadMs !== null) job.told.goAheadMs ??= at.azureMs;
}

/** A `status` reads the vault's list, unless a fresh one is known, and the job. The monitor adopts both readings. */
function askStatus(asked: Followed | undefined, { at, begun, vaults }: NightState, gate: ReadGate): void {
  if (asked?.endMs !== null) return;
  const { vault } = asked.run;
  const isTaken = (): boolean => gate.command?.(at.nowMs) ?? true;
  const isNew = at.nowMs - (vaults.get(vaultKey(vault))?.readMs ?? 0) < STATUS_LIST_MS;
  if (!isNew && isTaken()) adoptList(vault, { begun, vaults, at, failed: false });
  const read: PlannedRead = { kind: 'job', watched: asked.known.watched };
  if (isTaken()) adoptRead(asked, { read, at, failed: false });
}

function resultOf(followed: readonly Followed[], reads: NightResult['reads'], rounds: number): NightResult {
  const told = followed.filter((job) => job.told.goAheadMs !== null);
  const toldWithEnd = followed.filter((job) => job.told.goAheadMs === null);
  const endOf = (job: Followed): number => job.told.endMs ?? Infinity;
  return {
    goAheads: told.map((job) => ((job.told.goAheadMs ?? 0) - job.run.snapshotEndMs) / 1000),
    toldWithEnd: toldWithEnd.map((job) => (endOf(job) - job.run.snapshotEndMs) / 1000),
    ends: followed.map((job) => (endOf(job) - job.run.endMs) / 1000),
    reads,
    starvedMs: Math.max(...followed.map(({ starvedMs }) => starvedMs)),
    rounds,
  };
}
