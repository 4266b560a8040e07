import type { Verdict } from '../../backup/findings';
import { sameId } from '../../backup/ids';
import type { Job } from '../../backup/types';
import type { Reading } from '../../backup/vaults';
import { FRESH_MS, verdictOf } from '../../backup/verdict';
import type { Obstacle } from '../../notify/message';
import { freshReadingMs } from '../../notify/outbox/revalidate';
import type { Clock } from '../../platform/clock';
import { MINUTE_MS } from '../../platform/durations';
import type { VmJobs } from './vmJobs';
import type { ItemReadings } from './vmReadings';

/** A trigger older than this that no reading shows as a job started no job. */
const UNSEEN_MS_MAX = 15 * MINUTE_MS;

/** When the bot sent those triggers of the VM whose job no reading shows, in any of the VM's vaults. */
export function unseenTriggers(
  { others }: VmJobs,
  readings: readonly ItemReadings[],
  { ownRead, clock }: { readonly ownRead: Reading<Job> | null; readonly clock: Clock },
): readonly Date[] {
  const nowMs = clock.now().getTime();
  const shown = readings.flatMap(({ list, details }) => [...(list?.value ?? []), ...details.map(({ value }) => value)]);
  const known = ownRead === null ? shown : [...shown, ownRead.value];
  const unseen = others.filter(
    ({ jobId, askedBy, startedMs }) =>
      askedBy !== null &&
      nowMs - startedMs <= UNSEEN_MS_MAX &&
      (jobId === null || !known.some(({ id }) => sameId(id, jobId))),
  );
  return unseen.map(({ startedMs }) => new Date(startedMs));
}

/** The verdict of one item from its readings. */
export function verdictBy(
  { item, list, details }: ItemReadings,
  more: { readonly ownRead: Reading<Job> | null; readonly pending: readonly Date[]; readonly clock: Clock },
): Verdict {
  const { ownRead, pending, clock } = more;
  const now = clock.now();
  return verdictOf({
    item,
    jobs: list && atSpeed(list, clock, now),
    details: [...(ownRead ? [ownRead] : []), ...details].map((reading) => atSpeed(reading, clock, now)),
    pendingTriggers: pending,
    now,
  });
}

/**
 * The verdict takes a reading as fresh for 30 s. On a faster clock `freshReadingMs` is longer, so such a reading is
 * passed as 30 s old.
 */
function atSpeed<T>(reading: Reading<T>, clock: Clock, now: Date): Reading<T> {
  const ageMs = now.getTime() - reading.at.getTime();
  if (ageMs <= FRESH_MS || ageMs > freshReadingMs(clock)) return reading;
  return { ...reading, at: new Date(now.getTime() - FRESH_MS) };
}

export function isOf(other: Obstacle, jobId: string | null): boolean {
  return other.jobId !== null && jobId !== null && sameId(other.jobId, jobId);
}

/** What blocks changes by this verdict. Null if nothing does, or if only some reads failed. */
export function otherIn({ kind, reason, since, job }: Verdict): Obstacle | null {
  if (kind === 'clear' || reason === 'stale' || reason === 'unread') return null;
  return { reason, sinceMs: since?.getTime() ?? null, jobId: job?.id ?? null };
}
