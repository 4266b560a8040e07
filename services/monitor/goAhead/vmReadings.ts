import { sameId } from '../../backup/ids';
import type { Job, ProtectedItem } from '../../backup/types';
import { AzureError, type LastRead, type Reading, type Vaults } from '../../backup/vaults';
import { activeJobsOf } from '../../backup/verdict';
import { freshReadingMs } from '../../notify/outbox/revalidate';
import type { Clock } from '../../platform/clock';
import { LATE_MS } from '../track/discover';
import type { WatchedJob } from '../track/watchedJob';
import type { VmJobs } from './vmJobs';

/** The readings of one item of the VM. */
export interface ItemReadings {
  readonly item: ProtectedItem;
  /** The list of the item's vault; null if it could not be read. */
  readonly list: Reading<readonly Job[]> | null;
  /** The item's other running jobs, as the list shows them. */
  readonly active: readonly Job[];
  /** Single reads of jobs in `active`, as far as they succeeded. */
  readonly details: readonly Reading<Job>[];
}

export interface Sources {
  readonly vaults: Vaults;
  readonly clock: Clock;
}

/**
 * A cached reading serves up to this share of the age at which it stops being fresh, so that it is still fresh when
 * sent.
 */
const SHARED_SHARE = 2 / 3;

export function sharedMs(clock: Clock): number {
  return freshReadingMs(clock) * SHARED_SHARE;
}

/** The window for jobs of the last day. */
export function lastDayWindow(clock: Clock): { readonly since: Date } {
  return { since: new Date(clock.now().getTime() - LATE_MS) };
}

/** Accepts no reading from before the snapshot was seen done, because it may still show the snapshot running. */
export async function readOwn(
  { jobId, detailMs, ref }: WatchedJob,
  { vaults, clock }: Sources,
): Promise<Reading<Job> | null> {
  if (jobId === null) return null;
  const sinceMs = Math.max(0, clock.now().getTime() - detailMs);
  return attempt(vaults.job(ref.vault, jobId, { maxAgeMs: Math.min(sharedMs(clock), sinceMs) }));
}

export async function readItem(
  item: ProtectedItem,
  own: WatchedJob,
  { vaults, clock }: Sources,
): Promise<ItemReadings> {
  const { vault } = item.ref;
  const options = { maxAgeMs: sharedMs(clock) };
  const list = await attempt(vaults.jobs(vault, lastDayWindow(clock), options));
  const active = othersIn(list, { own, item });
  const details = await Promise.all(active.map(({ id }) => attempt(vaults.job(vault, id, options))));
  return { item, list, active, details: details.filter((detail) => detail !== null) };
}

/** Uses readings newer than `newerMs`, without a request. A snapshot that the monitor saw done stays done. */
export function lastReadings(
  item: ProtectedItem,
  { own, others }: VmJobs,
  { lastRead, newerMs, clock }: { readonly lastRead: LastRead; readonly newerMs: number; readonly clock: Clock },
): ItemReadings {
  const { vault } = item.ref;
  const list = lastRead.jobs(vault, lastDayWindow(clock), newerMs);
  const active = othersIn(list, { own, item });
  const details = active.flatMap((row) => {
    const read = lastRead.job(vault, row.id, newerMs);
    if (read !== null) return [read];
    const known = others.find(({ jobId, job }) => jobId !== null && sameId(jobId, row.id) && job?.state === row.state);
    const tasks = known?.raised.includes('snapshotDone') ? (known.job?.tasks ?? null) : null;
    return list === null || tasks === null ? [] : [{ value: { ...row, tasks }, at: list.at }];
  });
  return { item, list, active, details };
}

/** Null if nothing could be read, now or earlier. */
async function attempt<T>(reading: Promise<Reading<T>>): Promise<Reading<T> | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof AzureError) return null;
    throw error;
  }
}

function othersIn(
  list: Reading<readonly Job[]> | null,
  { own, item }: { readonly own: WatchedJob; readonly item: ProtectedItem },
): readonly Job[] {
  return activeJobsOf(item, list?.value ?? []).filter(({ id }) => !sameId(id, own.jobId ?? ''));
}
