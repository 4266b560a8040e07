import { type IdKey, idKey, type JobKey } from '../../backup/ids';
import { snapshotTask } from '../../backup/phase';
import type { Job } from '../../backup/types';
import type { WatchedJob } from '../track/watchedJob';

/** Exact durations by Azure's own times, in seconds, oldest first. */
export interface LearnedDurations {
  /** From a job's start to its snapshot's end. */
  readonly snapshots: readonly number[];
  /** From a snapshot's end to its job's end. */
  readonly ends: readonly number[];
}

interface Noted {
  readonly job: JobKey;
  readonly atMs: number;
  readonly s: number;
}

type Phases = { readonly [P in keyof LearnedDurations]: readonly Noted[] };

const NONE: Phases = { snapshots: [], ends: [] };
/** The newest durations of each phase; older ones would change no belief. */
const KEPT = 24;
/** Durations outside tell nothing about Azure's clock. */
const LEAST_S = 5;
const MOST_S = 4 * 3600;

/**
 * What Azure's own times of watched jobs have shown of its clock, by subscription. The stored jobs hold these times, so
 * every process learns the same, also after a restart.
 */
export class LearnedClock {
  readonly #bySubscription = new Map<IdKey, { noted: Phases; durations: LearnedDurations }>();

  note({ key, ref, job }: WatchedJob): void {
    const subscription = idKey(ref.vault.subscription);
    const known = this.#bySubscription.get(subscription)?.noted ?? NONE;
    const shown = job === null ? NONE : shownBy(job, key);
    const noted = { snapshots: newest(known.snapshots, shown.snapshots), ends: newest(known.ends, shown.ends) };
    if (noted.snapshots === known.snapshots && noted.ends === known.ends) return;
    const durations = { snapshots: noted.snapshots.map(({ s }) => s), ends: noted.ends.map(({ s }) => s) };
    this.#bySubscription.set(subscription, { noted, durations });
  }

  /** Undefined if no job of the subscription has shown anything. */
  of(subscription: string): LearnedDurations | undefined {
    return this.#bySubscription.get(idKey(subscription))?.durations;
  }
}

/** Returns `known` itself if it does not change. */
function newest(known: readonly Noted[], [more]: readonly Noted[]): readonly Noted[] {
  if (!more || known.some(({ job }) => job === more.job)) return known;
  if (known.length === KEPT && more.atMs <= (known[0]?.atMs ?? 0)) return known;
  return [...known, more].sort((a, b) => a.atMs - b.atMs).slice(-KEPT);
}

function shownBy(job: Job, key: JobKey): Phases {
  const snapshot = snapshotTask({ ...job, tasks: job.tasks ?? job.lastTasks?.tasks ?? null });
  const takenAt = snapshot?.state === 'completed' ? snapshot.endedAt : null;
  const endedAt = job.state === 'completed' ? job.endedAt : null;
  return { snapshots: between(key, job.startedAt, takenAt), ends: between(key, takenAt, endedAt) };
}

function between(job: JobKey, from: Date | null, to: Date | null): readonly Noted[] {
  if (!from || !to) return [];
  const s = (to.getTime() - from.getTime()) / 1000;
  return s < LEAST_S || s > MOST_S ? [] : [{ job, atMs: to.getTime(), s }];
}
