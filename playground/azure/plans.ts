import { chance, digitsFrom, uuidFrom } from './chance';
import { drawDurations } from './durations';
import type { FleetVm, Story } from './fleet';

/** How a run ends unless cancelled. `refused`: another backup of the VM ran. `configured`: it enabled protection. */
type JobOutcome = Story['outcome'] | 'refused' | 'configured';

/** The facts of a job that are fixed at its start. Its state at a moment follows from the clock (jobs.ts). */
export interface JobPlan {
  readonly id: string;
  readonly activityId: string;
  readonly vm: FleetVm;
  readonly outcome: JobOutcome;
  readonly tasks: Story['tasks'];
  readonly startMs: number;
  /** When `Take Snapshot` completes or fails. */
  readonly snapshotEndMs: number;
  /** When an answer first shows the transfer running. */
  readonly transferShownMs: number;
  readonly transferEndMs: number;
  readonly endMs: number;
  readonly pointId: string;
  readonly pointMs: number;
  readonly consistency: Story['consistency'];
  readonly retries: number;
  readonly sizeMb: number;
  /** The requested expiry of an on-demand backup; null for a scheduled one. */
  readonly expiryMs: number | null;
  /** A failed job whose snapshot task stays InProgress, as in a recording of 2021. */
  readonly lagging: boolean;
  /** Runs for days; other backups of the VM may start meanwhile. */
  readonly lasting?: true;
}

/** The reason for a run. `key` seeds its random values; `id` is given where ids must never repeat. */
interface Cause {
  readonly key: string;
  readonly startMs: number;
  readonly story: Story;
  readonly expiryMs: number | null;
  readonly id?: string;
}

/** Recorded jobs failed at their start after 1.9 s; the job of 2021 whose VM was gone, after 632 s. */
const REFUSED_MS = 1936;
const FAILING_MS = { least: 380_000, spread: 250_000 };
const CONFIGURED_MS = 31_011;

/** Plans a run of `vm`. */
export function planRun(vm: FleetVm, { key, startMs, story, expiryMs, id }: Cause): JobPlan {
  const next = chance(key);
  const times = drawDurations(next, story.retries);
  const fails = story.outcome === 'snapshotFailed';
  const snapshotMs = fails ? FAILING_MS.least + Math.round(next() * FAILING_MS.spread) : times.snapshotMs;
  const snapshotEndMs = startMs + snapshotMs;
  const transferEndMs = snapshotEndMs + times.transferMs;
  const settledMs =
    story.tasks === 3 && story.outcome === 'completed' ? transferEndMs + times.validateMs : transferEndMs;
  return {
    id: id ?? uuidFrom(`${key}/job`),
    activityId: uuidFrom(`${key}/activity`),
    vm,
    outcome: story.outcome,
    tasks: story.tasks,
    startMs,
    snapshotEndMs,
    transferShownMs: snapshotEndMs + times.gapMs,
    transferEndMs,
    endMs: (fails ? snapshotEndMs : settledMs) + 600,
    pointId: digitsFrom(`${key}/point`),
    pointMs: startMs + times.pointMs,
    consistency: story.consistency,
    retries: times.retries,
    sizeMb: 900 + Math.round(next() * 14_000),
    expiryMs,
    lagging: fails && next() < 0.5,
  };
}

/** The run, refused because another backup of the VM runs. */
export function refused(plan: JobPlan): JobPlan {
  return { ...plan, outcome: 'refused', endMs: plan.startMs + REFUSED_MS, lagging: false };
}

/** The job of enabling protection, instead of the run. */
export function configured(plan: JobPlan): JobPlan {
  return { ...plan, outcome: 'configured', endMs: plan.startMs + CONFIGURED_MS, lagging: false };
}

/** A job that began long before the start and runs until `endMs`. */
export interface Lasting {
  /** The VM's name. */
  readonly vm: string;
  readonly agoMs: number;
  /** The task that runs for days; before a long transfer, the snapshot took minutes. */
  readonly snapshot: 'running' | 'done';
  /** A cancellation was requested and is still pending. */
  readonly cancelling?: boolean;
  readonly lastsMs: number;
}

/** The run with the start and end of `lasting`. */
export function lasting(plan: JobPlan, { snapshot, lastsMs, agoMs }: Lasting): JobPlan {
  const endMs = plan.startMs + agoMs + lastsMs;
  const snapshotEndMs = snapshot === 'running' ? endMs : plan.snapshotEndMs;
  const transferShownMs = snapshot === 'running' ? endMs : plan.transferShownMs;
  return { ...plan, outcome: 'completed', snapshotEndMs, transferShownMs, transferEndMs: endMs, endMs, lasting: true };
}
