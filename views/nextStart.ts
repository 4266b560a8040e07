import type { Scheduled } from '../protocol/vmViews';
import type { ScheduleNotes } from '../services/backup/findings';
import { isJobOf, sameId } from '../services/backup/ids';
import { upcomingOf } from '../services/backup/schedule/upcoming';
import type { Job, Policy, ProtectedItem } from '../services/backup/types';
import { AzureError, type Reading } from '../services/backup/vaults';
import { HOUR_MS } from '../services/platform/durations';
import type { Services } from './services';

/**
 * The age of the oldest scheduled time whose backup may still begin. Azure begins it within two hours; a clock change
 * may add one.
 */
const DUE_MS = 3 * HOUR_MS;

export type Upcoming = Scheduled & { readonly schedule: ScheduleNotes };

/** The item's policy, or why it could not be read. */
export type KnownPolicy = Policy | null | AzureError;

interface Known {
  readonly policy: KnownPolicy;
  /** Null if no jobs were read. */
  readonly jobs: Reading<readonly Job[]> | null;
}

type Sources = Pick<Services, 'clock'> & { readonly triggers: Pick<Services['triggers'], 'requestOf'> };

/** The item's next scheduled start, and the starts that are due. Reads nothing from Azure. */
export async function readUpcoming(item: ProtectedItem, known: Known, { clock, triggers }: Sources): Promise<Upcoming> {
  const { jobs } = known;
  const now = clock.now();
  const nextProblem = known.policy instanceof AzureError ? known.policy : null;
  const policy = known.policy instanceof AzureError ? 'unread' : known.policy;
  const upcoming = (ownJobIds: readonly string[]): Upcoming => ({
    ...upcomingOf({ policy, jobs, item, ownJobIds, now }),
    ...(nextProblem && { nextProblem }),
  });
  const found = upcoming([]);
  if (!found.schedule.due.some(({ begun }) => begun === 'perhaps')) return found;
  const begun = (jobs?.value ?? []).filter(
    (job) => isJobOf(job, item) && job.startedAt !== null && now.getTime() - job.startedAt.getTime() <= DUE_MS,
  );
  const requests = await Promise.all(begun.map(({ vault, id }) => triggers.requestOf(vault, id)));
  return upcoming(begun.filter((_, index) => requests[index]?.askedBy !== null).map(({ id }) => id));
}

/** `own`, and the jobs of the vault's last read list. Reads nothing from Azure. */
export function jobsAlreadyRead(
  { ref }: ProtectedItem,
  own: Job,
  { lastRead, clock }: Pick<Services, 'lastRead' | 'clock'>,
): Reading<readonly Job[]> {
  const since = new Date(clock.now().getTime() - DUE_MS);
  const list = lastRead.jobs(ref.vault, { since }, since.getTime());
  if (list === null) return { value: [own], at: new Date(0) };
  return { ...list, value: [own, ...list.value.filter(({ id }) => !sameId(id, own.id))] };
}
