import { type IdKey, idKey, type JobKey } from '../../backup/ids';
import { snapshotTask } from '../../backup/phase';
import type { Job } from '../../backup/types';
import type { WatchedJob } from '../track/watchedJob';

/** How long a phase of a job took by Azure's own times. */
export interface Duration {
  readonly job: JobKey;
  /** When the phase ended, epoch ms. */
  readonly atMs: number;
  /** Seconds. */
  readonly s: number;
}

/** The newest durations, oldest first. */
export interface LearnedDurations {
  /** From a job's start to its snapshot's end. */
  readonly snapshots: readonly Duration[];
  /** From a snapshot's end to its job's end. */
  readonly ends: readonly Duration[];
}

export const NOTHING_LEARNED: LearnedDurations = { snapshots: [], ends: [] };
/** How many durations of each phase are remembered; older ones would change no belief. */
export const REMEMBERED = 24;
/** Durations outside tell nothing about Azure's clock. */
const LEAST_S = 5;
const MOST_S = 4 * 3600;

/**
 * What Azure's own times of watched jobs have shown of its clock, by subscription. The stored jobs hold these times, so
 * every process learns the same, also after a restart.
 */
export class LearnedClock {
  readonly #bySubscription = new Map<IdKey, LearnedDurations>();

  note({ key, ref, job }: WatchedJob): void {
    const subscription = idKey(ref.vault.subscription);
    const known = this.#bySubscription.get(subscription) ?? NOTHING_LEARNED;
    const shown = job === null ? NOTHING_LEARNED : shownBy(job, key);
    const noted = { snapshots: newest(known.snapshots, shown.snapshots), ends: newest(known.ends, shown.ends) };
    if (noted.snapshots === known.snapshots && noted.ends === known.ends) return;
    this.#bySubscription.set(subscription, noted);
  }

  /** Undefined if no job of the subscription has shown anything. */
  of(subscription: string): LearnedDurations | undefined {
    return this.#bySubscription.get(idKey(subscription));
  }
}

/** Returns `known` itself if it does not change. */
function newest(known: readonly Duration[], [more]: readonly Duration[]): readonly Duration[] {
  if (!more || known.some(({ job }) => job === more.job)) return known;
  if (known.length === REMEMBERED && more.atMs <= (known[0]?.atMs ?? 0)) return known;
  return [...known, more].sort((a, b) => a.atMs - b.atMs).slice(-REMEMBERED);
}

function shownBy(job: Job, key: JobKey): LearnedDurations {
  const snapshot = snapshotTask({ ...job, tasks: job.tasks ?? job.lastTasks?.tasks ?? null });
  const takenAt = snapshot?.state === 'completed' ? snapshot.endedAt : null;
  const endedAt = job.state === 'completed' ? job.endedAt : null;
  return { snapshots: between(key, job.startedAt, takenAt), ends: between(key, takenAt, endedAt) };
}

function between(job: JobKey, from: Date | null, to: Date | null): readonly Duration[] {
  if (!from || !to) return [];
  const s = (to.getTime() - from.getTime()) / 1000;
  return s < LEAST_S || s > MOST_S ? [] : [{ job, atMs: to.getTime(), s }];
}
