import { MINUTE_MS } from '../../services/platform/durations';
import { chance, digitsFrom, uuidFrom } from './chance';
import { drawDurations } from './durations';
import type { FleetVm, Story } from './fleet';
import type { Service } from './service';

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
export interface Cause {
  readonly key: string;
  readonly startMs: number;
  readonly story: Story;
  readonly expiryMs: number | null;
  readonly service: Service;
  readonly id?: string;
}

/** Recorded jobs failed at their start after 1.9 s; the job of 2021 whose VM was gone, after 632 s. */
const REFUSED_MS = 1936;
const FAILING_MS = { least: 380_000, spread: 250_000 };
const CONFIGURED_MS = 31_011;
/** A job ends so long after its last task. */
const SETTLED_MS = 600;
/** With the third task a job ends so much later, still on the grid. */
const VALIDATED_MS = 15 * MINUTE_MS;
/** Of the four jobs whose transfer failed, three ended 30 s before the grid's moment and one 94 s. */
const MISSED_MS = [30_000, 30_000, 30_000, 94_000] as const;

/** Plans a run of `vm`. */
export function planRun(vm: FleetVm, { key, startMs, story, expiryMs, service, id }: Cause): JobPlan {
  const next = chance(key);
  const times = drawDurations(next, { retries: story.retries, startMs, service });
  const fails = story.outcome === 'snapshotFailed';
  const snapshotMs = fails ? FAILING_MS.least + Math.round(next() * FAILING_MS.spread) : times.snapshotMs;
  const snapshotEndMs = startMs + snapshotMs;
  const validates = story.tasks === 3 && story.outcome === 'completed';
  const missedMs = story.outcome === 'transferFailed' ? (MISSED_MS[Math.floor(next() * MISSED_MS.length)] ?? 0) : 0;
  const endMs = snapshotEndMs + times.endMs + (validates ? VALIDATED_MS : 0) - missedMs;
  const transferEndMs = endMs - SETTLED_MS - (validates ? times.validateMs : 0);
  const transferMs = transferEndMs - snapshotEndMs;
  const gapMs = Math.min(times.gapMs, Math.max(transferMs - 5 * MINUTE_MS, 0.6 * transferMs));
  return {
    id: id ?? uuidFrom(`${key}/job`),
    activityId: uuidFrom(`${key}/activity`),
    vm,
    outcome: story.outcome,
    tasks: story.tasks,
    startMs,
    snapshotEndMs,
    transferShownMs: snapshotEndMs + Math.round(gapMs),
    transferEndMs,
    endMs: fails ? snapshotEndMs + SETTLED_MS : endMs,
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
