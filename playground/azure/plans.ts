import { chance, digitsFrom, uuidFrom } from './chance';
import { drawDurations } from './durations';
import type { FleetVm, Story } from './fleet';

/** How a run ends when nobody interferes. `refused`: another backup of the VM was running when it came. `configured`: no backup at all. */
export type Outcome = Story['outcome'] | 'refused' | 'configured';

/** Everything about a job that is settled when it starts; what it shows at a moment follows from the clock (jobs.ts). */
export interface Plan {
  readonly id: string;
  readonly activityId: string;
  readonly vm: FleetVm;
  readonly outcome: Outcome;
  readonly tasks: Story['tasks'];
  readonly startMs: number;
  /** When `Take Snapshot` completes, or the job fails in it. */
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
  /** The expiry that an on-demand backup asked for; null for a scheduled one. */
  readonly expiryMs: number | null;
  /** A failed job whose snapshot still says InProgress, as one of 2021 did (AZURE.md 3). */
  readonly lagging: boolean;
  /** Runs on for days: other backups of the VM may begin beside it. */
  readonly lasting?: true;
}

/** Why a run is planned. `key` settles what is drawn; `id` is given where a job's id must never come twice. */
export interface Cause {
  readonly key: string;
  readonly startMs: number;
  readonly story: Story;
  readonly expiryMs: number | null;
  readonly id?: string;
}

/** Recorded jobs that failed at the start did so after 1.9 s; the one of 2021 that lost its VM, after 632 s. */
const REFUSED_MS = 1936;
const FAILING_MS = { least: 380_000, spread: 250_000 };
const CONFIGURED_MS = 31_011;

/** Plans a run of `vm`. */
export function planRun(vm: FleetVm, { key, startMs, story, expiryMs, id }: Cause): Plan {
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

/** The same run, had another backup of the VM been running when it came. */
export function refused(plan: Plan): Plan {
  return { ...plan, outcome: 'refused', endMs: plan.startMs + REFUSED_MS, lagging: false };
}

/** The job of enabling protection, in place of the same run. */
export function configured(plan: Plan): Plan {
  return { ...plan, outcome: 'configured', endMs: plan.startMs + CONFIGURED_MS, lagging: false };
}

/** A job that began long before the start and runs on until `endMs`. */
export interface Lasting {
  /** The VM's name. */
  readonly vm: string;
  readonly agoMs: number;
  /** Its snapshot runs all the time, or took minutes and the copying runs on. */
  readonly snapshot: 'running' | 'done';
  /** Somebody asked to cancel it, and Azure has not done so yet. */
  readonly cancelling?: boolean;
  readonly lastsMs: number;
}

/** The same run, had it begun and lasted so. */
export function lasting(plan: Plan, { snapshot, lastsMs, agoMs }: Lasting): Plan {
  const endMs = plan.startMs + agoMs + lastsMs;
  const snapshotEndMs = snapshot === 'running' ? endMs : plan.snapshotEndMs;
  const transferShownMs = snapshot === 'running' ? endMs : plan.transferShownMs;
  return { ...plan, outcome: 'completed', snapshotEndMs, transferShownMs, transferEndMs: endMs, endMs, lasting: true };
}
