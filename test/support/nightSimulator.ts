import { drawDurations } from '../../playground/azure/durations';
import type { Job, VaultRef } from '../../services/backup/types';
import { vaultKey } from '../../services/backup/types';
import { changesOf } from '../../services/watch/changes';
import type { ReadBudget } from '../../services/watch/pace';
import { type PlannedRead, planReads } from '../../services/watch/planner';
import type { KnownJob, KnownVault } from '../../services/watch/targets';
import type { WatchedJob } from '../../services/watch/watchedJob';
import type { Random } from './random';
import { aJob, anItemRef, tasksOf, VAULT } from './samples';

/** One backup as it truly goes; epoch ms. */
export interface TrueRun {
  readonly id: string;
  readonly vault: VaultRef;
  readonly startMs: number;
  readonly snapshotEndMs: number;
  readonly endMs: number;
}

export interface Night {
  readonly runs: readonly TrueRun[];
  /** Reads of jobs that the watcher may make in any hour. */
  readonly perHour: number;
  /** Share of the reads that fail. */
  readonly faults?: number;
  readonly random: Random;
  /** Whether somebody watches VMs of these vaults too. */
  readonly discovers?: boolean;
}

/** Delays in seconds from the truth to the reading that showed it; Infinity: nobody ever saw it. */
export interface NightResult {
  /** Of jobs whose snapshot was seen done before their end. */
  readonly goAheads: readonly number[];
  readonly ends: readonly number[];
  /** Jobs whose end was the first that showed. */
  readonly untold: number;
  readonly reads: readonly { readonly atMs: number; readonly kind: 'list' | 'job' }[];
  /** Longest time that a running job's state was not read. */
  readonly starvedMs: number;
  readonly rounds: number;
}

const NIGHT_MS = Date.parse('2026-11-22T17:00:00Z');
const HOUR_MS = 3_600_000;

export function vaultNamed(n: number): VaultRef {
  return { ...VAULT, name: `vault-${n}` };
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

/** What Azure shows of it at `atMs`: a list's row, or the job itself with its tasks. */
export function shownAt(run: TrueRun, atMs: number, withTasks: boolean): Job | null {
  if (atMs < run.startMs) return null;
  const isOver = atMs >= run.endMs;
  const snapshotDone = atMs >= run.snapshotEndMs;
  const tasks = tasksOf(snapshotDone ? 'completed' : 'inProgress', isOver ? 'completed' : 'notStarted').map(
    (task, n) => (n === 0 ? { ...task, endedAt: snapshotDone ? new Date(run.snapshotEndMs) : null } : task),
  );
  return aJob({
    id: run.id,
    vault: run.vault,
    vmName: run.id,
    state: isOver ? 'completed' : 'inProgress',
    startedAt: new Date(run.startMs),
    endedAt: isOver ? new Date(run.endMs) : null,
    durationMs: null,
    tasks: withTasks ? tasks : null,
  });
}

export function watchedRun(run: TrueRun): WatchedJob {
  return {
    key: `${vaultKey(run.vault)}/${run.id}`,
    ref: anItemRef({ name: run.id, resourceGroup: 'rg-prod' }, run.vault),
    itemId: run.id,
    vmName: run.id,
    vmResourceGroup: 'rg-prod',
    jobId: run.id,
    startedMs: run.startMs,
    retainUntilMs: null,
    askedBy: 'Aiko',
    awaitsSnapshot: true,
    firstBackup: false,
    job: null,
    readMs: 0,
    detailMs: 0,
    missingSinceMs: null,
    raised: [],
    endSeenMs: null,
    consistency: 'waiting',
    done: false,
  };
}

interface Followed {
  readonly run: TrueRun;
  known: KnownJob;
  goAheadMs: number | null;
  endMs: number | null;
  starvedMs: number;
}

/** A night under the planner, without Azure and without waiting: reads answer at once. */
export function simulateNight(night: Night): NightResult {
  const { runs, perHour, random, faults = 0, discovers = false } = night;
  const followed = runs.map((run): Followed => {
    const known = { watched: watchedRun(run), readMs: run.startMs, detailMs: 0, notBeforeMs: 0 };
    return { run, known, goAheadMs: null, endMs: null, starvedMs: 0 };
  });
  const startMs = Math.min(...runs.map((run) => run.startMs));
  const vaults = new Map<string, KnownVault>(
    runs.map(({ vault }) => [vaultKey(vault), { vault, readMs: startMs, notBeforeMs: 0, discovers }]),
  );
  const reads: { atMs: number; kind: 'list' | 'job' }[] = [];
  let rounds = 0;
  let nowMs = startMs;
  const untilMs = Math.max(...runs.map((run) => run.endMs)) + 24 * HOUR_MS;
  while (nowMs < untilMs && followed.some(({ endMs }) => endMs === null)) {
    const begun = followed.filter(({ run, endMs }) => run.startMs <= nowMs && endMs === null);
    const spent = reads.filter(({ atMs }) => atMs > nowMs - HOUR_MS).map(({ atMs }) => ({ atMs, reads: 1 }));
    const budget: ReadBudget = { perHour, spent, blockedUntilMs: 0 };
    const plan = planReads({ jobs: begun.map(({ known }) => known), vaults: [...vaults.values()], budget }, nowMs);
    for (const read of plan.reads) {
      reads.push({ atMs: nowMs, kind: read.kind });
      const failed = random.chance(faults);
      for (const job of begun) if (concerns(read, job)) see(job, { read, nowMs, failed });
      if (read.kind === 'list') {
        const before = vaults.get(vaultKey(read.vault))!;
        vaults.set(
          vaultKey(read.vault),
          failed ? { ...before, notBeforeMs: nowMs + 15_000 } : { ...before, readMs: nowMs },
        );
      }
    }
    const nextStart = followed.map(({ run }) => run.startMs).filter((ms) => ms > nowMs);
    nowMs = Math.min(plan.againMs, ...nextStart);
    rounds++;
  }
  return resultOf(followed, reads, rounds);
}

function concerns(read: PlannedRead, { run, known }: Followed): boolean {
  return read.kind === 'list' ? vaultKey(read.vault) === vaultKey(run.vault) : read.watched.key === known.watched.key;
}

function see(job: Followed, { read, nowMs, failed }: { read: PlannedRead; nowMs: number; failed: boolean }): void {
  if (failed) {
    if (read.kind === 'job') job.known = { ...job.known, notBeforeMs: nowMs + 15_000 };
    return;
  }
  const shown = shownAt(job.run, nowMs, read.kind === 'job');
  const { watched, events } = changesOf(job.known.watched, { job: shown, readMs: nowMs }, nowMs);
  job.starvedMs = Math.max(job.starvedMs, nowMs - job.known.readMs);
  job.known = { ...job.known, watched, readMs: nowMs, detailMs: read.kind === 'job' ? nowMs : job.known.detailMs };
  if (events.includes('snapshotDone')) job.goAheadMs = nowMs;
  if (events.includes('ended')) job.endMs = nowMs;
}

function resultOf(followed: readonly Followed[], reads: NightResult['reads'], rounds: number): NightResult {
  const told = followed.filter(({ goAheadMs }) => goAheadMs !== null);
  return {
    goAheads: told.map(({ goAheadMs, run }) => ((goAheadMs ?? 0) - run.snapshotEndMs) / 1000),
    ends: followed.map(({ endMs, run }) => ((endMs ?? Infinity) - run.endMs) / 1000),
    untold: followed.length - told.length,
    reads,
    starvedMs: Math.max(...followed.map(({ starvedMs }) => starvedMs)),
    rounds,
  };
}

/** Each job by itself every `everyMs`, whatever the budget; `refused` counts reads beyond it, which show nothing. */
export function simulateNaive(
  { runs, perHour }: Night,
  everyMs = 30_000,
): { ends: number[]; goAheads: number[]; reads: number; refused: number } {
  const startMs = Math.min(...runs.map((run) => run.startMs));
  const result = { ends: [] as number[], goAheads: [] as number[], reads: 0, refused: 0 };
  const open = new Set(runs);
  const done = new Set<TrueRun>();
  let window = { fromMs: startMs, used: 0 };
  for (let nowMs = startMs + everyMs; open.size > 0; nowMs += everyMs) {
    if (nowMs >= window.fromMs + HOUR_MS) window = { fromMs: nowMs, used: 0 };
    for (const run of open) {
      result.reads++;
      if (++window.used > perHour) {
        result.refused++;
        continue;
      }
      if (nowMs >= run.snapshotEndMs && !done.has(run)) {
        done.add(run);
        result.goAheads.push((nowMs - run.snapshotEndMs) / 1000);
      }
      if (nowMs < run.endMs) continue;
      open.delete(run);
      result.ends.push((nowMs - run.endMs) / 1000);
    }
  }
  return result;
}

/** The most reads in any hour. */
export function mostInAnHour(reads: NightResult['reads']): number {
  let first = 0;
  let most = 0;
  for (const [last, { atMs }] of reads.entries()) {
    while ((reads[first]?.atMs ?? 0) <= atMs - HOUR_MS) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
