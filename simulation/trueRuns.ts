import { drawDurations } from '../playground/azure/durations';
import { GRID, type Service } from '../playground/azure/service';
import { jobKey } from '../services/backup/ids';
import type { Job, Task, VaultRef } from '../services/backup/types';
import { UNREAD, type WatchedJob } from '../services/monitor/track/watchedJob';
import type { Random } from './random';

/** One backup as it truly runs; epoch ms. */
export interface TrueRun {
  readonly id: string;
  /** The id by default. */
  readonly vmName?: string;
  /** By default the backup completes. */
  readonly endState?: 'failed' | 'cancelled';
  readonly vault: VaultRef;
  readonly startMs: number;
  readonly snapshotEndMs: number;
  readonly endMs: number;
}

/** When the nights begin. */
export const NIGHT_MS = Date.parse('2026-11-22T17:00:00Z');

export function vaultNamed(n: number): VaultRef {
  return { subscription: '00000000-0000-4000-8000-000000000001', resourceGroup: 'rg-prod', name: `vault-${n}` };
}

interface Together {
  readonly vaults?: number;
  readonly withinMs?: number;
  /** Azure's service; by default the one that recordings show. */
  readonly service?: Service;
}

/** Backups that start together (within `withinMs`), spread over the vaults. `service` says how their phases end. */
export function runsTogether(
  count: number,
  random: Random,
  { vaults = 1, withinMs = 10_000, service = GRID }: Together = {},
): TrueRun[] {
  return Array.from({ length: count }, (_, n) => {
    const startMs = NIGHT_MS + random.between(0, withinMs);
    const times = drawDurations(() => random.next(), { startMs, service });
    const snapshotEndMs = startMs + times.snapshotMs;
    return {
      id: `job-${n}`,
      vault: vaultNamed(n % vaults),
      startMs,
      snapshotEndMs,
      endMs: snapshotEndMs + times.endMs,
    };
  });
}

interface Scheduled {
  readonly vaults: number;
  /** Starts are spread evenly over this time after NIGHT_MS, the policy's time. */
  readonly withinMs: number;
  /** Share of the backups that fail, at the time when they would have ended. */
  readonly failing: number;
}

/** Backups that a schedule starts, spread over the vaults. */
export function runsScheduled(count: number, random: Random, { failing, ...spread }: Scheduled): TrueRun[] {
  return runsTogether(count, random, spread).map((run) =>
    random.chance(failing) ? { ...run, endState: 'failed' } : run,
  );
}

/** What Azure shows of a run at `atMs`: a list's row, or the job itself with its tasks; null before its start. */
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
    key: jobKey(run.vault, run.id),
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
