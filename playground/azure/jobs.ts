import { MINUTE_MS } from '../../services/platform/durations';
import type { JobPlan } from './plans';

type JobStatus = 'InProgress' | 'Completed' | 'CompletedWithWarnings' | 'Failed' | 'Cancelling' | 'Cancelled';
type TaskStatus = 'NotStarted' | 'InProgress' | 'Completed' | 'Failed' | 'Cancelling' | 'Cancelled';

export interface TaskShown {
  readonly name: string;
  readonly status: TaskStatus;
  readonly startMs: number | null;
  readonly endMs: number | null;
}

export interface JobShown {
  readonly status: JobStatus;
  readonly endMs: number | null;
  /** When the snapshot was really done; null before, and without a snapshot. */
  readonly snapshotDoneMs: number | null;
  readonly tasks: readonly TaskShown[];
}

/** Time from the request to cancel until the end. Not recorded, so chosen short for the tests. */
const CANCELLING_MS = MINUTE_MS;
/** A recorded job of 2023 showed its snapshot NotStarted for 5.7 s; others showed it running after 1.3 s. */
const SNAPSHOT_STARTS_MS = 1300;
const SNAPSHOT = 'Take Snapshot';
const TRANSFER = 'Transfer data to vault';
const VALIDATE = 'Validate Backup';

/** The state of `plan` at `nowMs`, if its cancellation was requested at `cancelMs`. A pure function. */
export function showJob(plan: JobPlan, cancelMs: number | undefined, nowMs: number): JobShown {
  if (cancelMs !== undefined && cancelMs <= nowMs) return cancelled(plan, cancelMs, nowMs);
  const ended = nowMs >= plan.endMs;
  const snapshotDone = nowMs >= plan.snapshotEndMs && takesSnapshot(plan);
  return {
    status: ended ? endStatus(plan) : 'InProgress',
    endMs: ended ? plan.endMs : null,
    snapshotDoneMs: snapshotDone ? plan.snapshotEndMs : null,
    tasks: plan.outcome === 'configured' ? [] : tasksOf(plan, nowMs),
  };
}

/** Whether Azure accepts a cancellation: only before the transfer runs. */
export function canCancel(plan: JobPlan, cancelMs: number | undefined, nowMs: number): boolean {
  return cancelMs === undefined && plan.outcome !== 'configured' && nowMs < Math.min(plan.transferShownMs, plan.endMs);
}

/** When the job ends, if its cancellation was requested at `cancelMs`. A job that lasts for days ignores it. */
export function endOf(plan: JobPlan, cancelMs: number | undefined): number {
  if (cancelMs === undefined || plan.lasting) return plan.endMs;
  return cancelMs + CANCELLING_MS;
}

function takesSnapshot({ outcome }: JobPlan): boolean {
  return outcome === 'completed' || outcome === 'transferFailed';
}

function endStatus({ outcome }: JobPlan): JobStatus {
  if (outcome === 'transferFailed') return 'CompletedWithWarnings';
  return outcome === 'completed' || outcome === 'configured' ? 'Completed' : 'Failed';
}

/** Cancelled in the snapshot, a job ends Cancelled; later CompletedWithWarnings, since its point exists already. */
function cancelled(plan: JobPlan, cancelMs: number, nowMs: number): JobShown {
  const endMs = endOf(plan, cancelMs);
  const over = nowMs >= endMs;
  const kept = cancelMs >= plan.snapshotEndMs;
  const stopped = over ? 'Cancelled' : 'Cancelling';
  const startMs = plan.startMs + SNAPSHOT_STARTS_MS;
  return {
    status: over ? (kept ? 'CompletedWithWarnings' : 'Cancelled') : 'Cancelling',
    endMs: over ? endMs : null,
    snapshotDoneMs: kept ? plan.snapshotEndMs : null,
    tasks: [
      kept
        ? { name: SNAPSHOT, status: 'Completed', startMs, endMs: plan.snapshotEndMs }
        : { name: SNAPSHOT, status: stopped, startMs, endMs: over ? endMs : null },
      ...[TRANSFER, VALIDATE].slice(0, plan.tasks - 1).map((name) => waiting(name, stopped)),
    ],
  };
}

function tasksOf(plan: JobPlan, nowMs: number): TaskShown[] {
  const later = [TRANSFER, VALIDATE].slice(0, plan.tasks - 1);
  if (!takesSnapshot(plan)) return [failing(plan, nowMs), ...later.map((name) => waiting(name, 'NotStarted'))];
  const snapshot = stretch(SNAPSHOT, [plan.startMs + SNAPSHOT_STARTS_MS, plan.snapshotEndMs], nowMs);
  if (nowMs < plan.transferShownMs) return [snapshot, ...later.map((name) => waiting(name, 'NotStarted'))];
  // The transfer appears minutes late in answers, but with its true start time (recording of 2025).
  const transfer = stretch(TRANSFER, [plan.snapshotEndMs + 203, plan.transferEndMs], nowMs);
  const missed = plan.outcome === 'transferFailed' && transfer.status === 'Completed';
  const rest = later
    .slice(1)
    .map((name) =>
      missed ? waiting(name, 'NotStarted') : stretch(name, [plan.transferEndMs, plan.endMs - 426], nowMs),
    );
  return [snapshot, missed ? { ...transfer, status: 'Failed' } : transfer, ...rest];
}

function failing(plan: JobPlan, nowMs: number): TaskShown {
  const startMs = plan.startMs + SNAPSHOT_STARTS_MS;
  if (nowMs < plan.endMs || plan.lagging) return stretch(SNAPSHOT, [startMs, Infinity], nowMs);
  return { name: SNAPSHOT, status: 'Failed', startMs, endMs: plan.endMs };
}

function stretch(name: string, [startMs, endMs]: readonly [number, number], nowMs: number): TaskShown {
  if (nowMs < startMs) return waiting(name, 'NotStarted');
  if (nowMs < endMs) return { name, status: 'InProgress', startMs, endMs: null };
  return { name, status: 'Completed', startMs, endMs };
}

function waiting(name: string, status: TaskStatus): TaskShown {
  return { name, status, startMs: null, endMs: null };
}
