import { drawDurations } from '../playground/azure/durations';
import { type Job, type Task, vaultKey, type VaultRef } from '../services/backup/types';
import { type PlannedRead, planReads } from '../services/monitor/planner/planner';
import { HOUR_MS, mayAddTasks, type ReadBudget } from '../services/monitor/planner/shadowPrice';
import type { KnownJob, KnownVault } from '../services/monitor/planner/targets';
import { advance } from '../services/monitor/track/stateMachine';
import { UNREAD, type WatchedJob } from '../services/monitor/track/watchedJob';
import { type AwaitedGoAhead, checkGoAheads, nextCheckMs } from './goAheadChecks';
import type { Random } from './random';

/** One backup as it truly goes; epoch ms. */
export interface TrueRun {
  readonly id: string;
  /** Where it is not the id. */
  readonly vmName?: string;
  /** Where it does not complete. */
  readonly endState?: 'failed' | 'cancelled';
  readonly vault: VaultRef;
  readonly startMs: number;
  readonly snapshotEndMs: number;
  readonly endMs: number;
}

/** Who lets reads through. */
export interface Gate {
  budget(nowMs: number): ReadBudget;
  /** Asks for one read; false: it was refused, and shows nothing. */
  take(nowMs: number): boolean;
  /** The same for a person's command. */
  command?(nowMs: number): boolean;
}

export interface SimulatedNight {
  readonly runs: readonly TrueRun[];
  /** Reads of jobs that the watcher may make in any hour. */
  readonly perHour: number;
  /** Instead: whoever else counts the reads. */
  readonly gate?: Gate;
  /** Share of the reads that fail. */
  readonly faults?: number;
  readonly random: Random;
  /** Whether somebody watches VMs of these vaults too. */
  readonly discovers?: boolean;
  /** So often somebody asks for the status of one of the VMs; without it nobody does. */
  readonly statusMs?: number;
}

/** Delays in seconds from the truth to the reading that showed it; Infinity: nobody ever saw it. */
export interface NightResult {
  /** Of jobs whose snapshot was seen done before their end. */
  readonly goAheads: readonly number[];
  /** From the snapshot's end to the reading that showed the job's, of the jobs whose end was the first that showed. */
  readonly untold: readonly number[];
  readonly ends: readonly number[];
  readonly reads: readonly { readonly atMs: number; readonly kind: 'list' | 'job' }[];
  /** Longest time that a running job's state was not read. */
  readonly starvedMs: number;
  readonly rounds: number;
}

const NIGHT_MS = Date.parse('2026-11-22T17:00:00Z');
const RETRY_MS = 15_000;
/** A list younger than this serves a status. */
const STATUS_LIST_MS = 20_000;

export function vaultNamed(n: number): VaultRef {
  return { subscription: '00000000-0000-4000-8000-000000000001', resourceGroup: 'rg-prod', name: `vault-${n}` };
}

/** Backups that start together (within `withinMs`), dealt out to the vaults. */
export function runsTogether(count: number, random: Random, { vaults = 1, withinMs = 10_000 } = {}): TrueRun[] {
  return Array.from({ length: count }, (_, n) => {
    const startMs = NIGHT_MS + random.between(0, withinMs);
    const times = drawDurations(() => random.next());
    const snapshotEndMs = startMs + times.snapshotMs;
    return {
      id: `job-${n}`,
      vault: vaultNamed(n % vaults),
      startMs,
      snapshotEndMs,
      endMs: snapshotEndMs + times.transferMs + 600,
    };
  });
}

/** At most so many reads in any hour, and nobody else reads. */
function openGate(perHour: number): Gate {
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

/** What Azure shows of it at `atMs`: a list's row, or the job itself with its tasks. */
export function shownAt(run: TrueRun, atMs: number, withTasks: boolean): Job | null {
  if (atMs < run.startMs) return null;
  const isOver = atMs >= run.endMs;
  return {
    id: run.id,
    vault: run.vault,
    vmName: run.vmName ?? run.id,
    vmResourceGroup: 'rg-prod',
    operation: 'Backup',
    state: isOver ? (run.endState ?? 'completed') : 'inProgress',
    statusText: isOver ? 'Completed' : 'InProgress',
    startedAt: new Date(run.startMs),
    endedAt: isOver ? new Date(run.endMs) : null,
    durationMs: null,
    tasks: withTasks ? tasksAt(run, atMs) : null,
    errors: [],
    sizeMb: null,
    retainUntil: null,
    restore: null,
  };
}

function tasksAt(run: TrueRun, atMs: number): readonly Task[] {
  const taken = atMs >= run.snapshotEndMs;
  const isOver = atMs >= run.endMs;
  const task = { startedAt: null, durationMs: null };
  return [
    {
      ...task,
      name: 'Take Snapshot',
      state: taken ? 'completed' : 'inProgress',
      statusText: taken ? 'Completed' : 'InProgress',
      startedAt: new Date(run.startMs),
      endedAt: taken ? new Date(run.snapshotEndMs) : null,
    },
    {
      ...task,
      name: 'Transfer data to vault',
      state: isOver ? 'completed' : 'notStarted',
      statusText: isOver ? 'Completed' : 'NotStarted',
      endedAt: isOver ? new Date(run.endMs) : null,
    },
  ];
}

export function watchedRun(run: TrueRun): WatchedJob {
  const short = `iaasvmcontainerv2;rg-prod;${run.id}`;
  return {
    key: `${vaultKey(run.vault)}/${run.id}`,
    ref: { vault: run.vault, container: `IaasVMContainer;${short}`, item: `VM;${short}` },
    itemId: run.id,
    vmName: run.id,
    vmResourceGroup: 'rg-prod',
    jobId: run.id,
    startedMs: run.startMs,
    retainUntilMs: null,
    askedBy: 'Aiko',
    awaitsSnapshot: true,
    firstBackup: false,
    ...UNREAD,
  };
}

interface Followed extends AwaitedGoAhead {
  readonly run: TrueRun;
  known: KnownJob;
  endMs: number | null;
  starvedMs: number;
}

/** A night under the planner, without Azure and without waiting: reads answer at once. */
export function simulateNight(night: SimulatedNight): NightResult {
  const { runs, perHour, random, gate = openGate(perHour), faults = 0 } = night;
  const followed = runs.map(followedFrom);
  const startMs = Math.min(...runs.map((run) => run.startMs));
  const vaults = vaultsOf(night, startMs);
  const reads: { atMs: number; kind: 'list' | 'job' }[] = [];
  let rounds = 0;
  let nowMs = startMs;
  const everyMs = night.statusMs ?? Infinity;
  let statusMs = startMs + everyMs;
  const untilMs = Math.max(...runs.map((run) => run.endMs)) + 24 * HOUR_MS;
  while (nowMs < untilMs && followed.some(({ endMs }) => endMs === null)) {
    const begun = followed.filter(({ run, endMs }) => run.startMs <= nowMs && endMs === null);
    const jobs = begun.map(({ known }) => known);
    const plan = planReads({ jobs, vaults: [...vaults.values()], budget: gate.budget(nowMs) }, nowMs);
    for (const read of plan.reads) {
      reads.push({ atMs: nowMs, kind: read.kind });
      const failed = !gate.take(nowMs) || random.chance(faults);
      for (const job of begun) if (concerns(read, job)) see(job, { read, nowMs, failed });
      reads.push(...tasksOfEnded(read, { begun, gate, nowMs }));
      if (read.kind === 'list') looked(vaults, { vault: read.vault, nowMs, failed });
    }
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

/** A status reads the vault's list, unless it is new, and the job; both serve the watcher too. */
function askStatus(
  asked: Followed | undefined,
  { begun, vaults, gate, nowMs }: { begun: readonly Followed[]; vaults: Vaults; gate: Gate; nowMs: number },
): void {
  if (asked?.endMs !== null) return;
  const { vault } = asked.run;
  const isTaken = (): boolean => gate.command?.(nowMs) ?? true;
  const isNew = nowMs - (vaults.get(vaultKey(vault))?.readMs ?? 0) < STATUS_LIST_MS;
  if (!isNew && isTaken()) readList(vault, { begun, vaults, nowMs, failed: false });
  const read: PlannedRead = { kind: 'job', watched: asked.known.watched };
  if (isTaken()) see(asked, { read, nowMs, failed: false });
}

function readList(
  vault: VaultRef,
  { begun, vaults, nowMs, failed }: { begun: readonly Followed[]; vaults: Vaults; nowMs: number; failed: boolean },
): void {
  const read: PlannedRead = { kind: 'list', vault };
  for (const job of begun) if (job.endMs === null && concerns(read, job)) see(job, { read, nowMs, failed });
  looked(vaults, { vault, nowMs, failed });
}

/** Of the ends that a list has just shown, the tasks are read too, where enough is left. */
function tasksOfEnded(
  read: PlannedRead,
  { begun, gate, nowMs }: { begun: readonly Followed[]; gate: Gate; nowMs: number },
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

function looked(vaults: Vaults, { vault, nowMs, failed }: { vault: VaultRef; nowMs: number; failed: boolean }): void {
  const known = vaults.get(vaultKey(vault));
  const after = failed ? { notBeforeMs: nowMs + RETRY_MS } : { readMs: nowMs };
  if (known) vaults.set(vaultKey(vault), { ...known, ...after });
}

function concerns(read: PlannedRead, { run, known }: Followed): boolean {
  return read.kind === 'list' ? vaultKey(read.vault) === vaultKey(run.vault) : read.watched.key === known.watched.key;
}

function see(job: Followed, { read, nowMs, failed }: { read: PlannedRead; nowMs: number; failed: boolean }): void {
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
  const untold = followed.filter(({ goAheadMs }) => goAheadMs === null);
  return {
    goAheads: told.map(({ goAheadMs, run }) => ((goAheadMs ?? 0) - run.snapshotEndMs) / 1000),
    untold: untold.map(({ endMs, run }) => ((endMs ?? Infinity) - run.snapshotEndMs) / 1000),
    ends: followed.map(({ endMs, run }) => ((endMs ?? Infinity) - run.endMs) / 1000),
    reads,
    starvedMs: Math.max(...followed.map(({ starvedMs }) => starvedMs)),
    rounds,
  };
}
