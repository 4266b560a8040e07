import { type IdKey, idKey, sameId, type VaultKey, vaultKey } from '../backup/ids';
import { isActive } from '../backup/phase';
import type { Job, VaultRef } from '../backup/types';
import { AzureError, LISTED_MS, type Reading } from '../backup/vaults';
import type { Clock } from '../platform/clock';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../platform/durations';
import { asAzureError } from './sharedReadings';

/** How far back a look reaches; a job that is remembered stays known beyond it. */
const LOOK_BACK_MS = 31 * DAY_MS;
const LOOK_EVERY_MS = 12 * HOUR_MS;
/** A look is enough for so long. The rest of LISTED_MS is left to rows that come late and to clocks that differ. */
const LOOK_GOOD_MS = LISTED_MS - 4 * HOUR_MS;
/** After a look that failed at Azure: doubled each time, so that an outage costs no more than one read an hour. */
const RETRY_MS = MINUTE_MS;

const MISSED_MS = 5 * MINUTE_MS;

/** In this order: a job that goes from the first status to the second between the two reads stands in the second. */
const STATUSES = ['InProgress', 'Cancelling'] as const;
export type RunningStatus = (typeof STATUSES)[number];

/** Reads the vault's jobs of one status that began since then, whatever their age. */
export type Look = (status: RunningStatus, since: Date) => Promise<readonly Job[]>;

/**
 * What is known to run in each vault. Azure filters jobs by their start, so a list shows no job that began before its
 * window. A look at T finds every job that ran at T; what began later stands in the lists, which reach back LISTED_MS at
 * least. So a look is enough while it is younger than that, and two reads in twelve hours serve everybody.
 *
 * A job is remembered from the first reading that shows it active until one shows that it ended, or a look lacks it.
 * Azure answers 404 at random: of a job that is remembered, it only makes a new look due.
 */
export interface RunningJobs {
  /** Looks where that is due. Resolves when what runs is known, or with why it is not; never rejects. */
  look(vault: VaultRef, look: Look): Promise<AzureError | null>;
  /** Why it is not known what runs; null where it is. */
  gap(vault: VaultRef): AzureError | null;
  /** A list of the jobs that began since `since`, asked for at `at`. */
  listed(vault: VaultRef, jobs: readonly Job[], asked: { readonly since: Date; readonly at: Date }): void;
  /** No list could be read: once one can, the next look need not wait. */
  unlisted(vault: VaultRef): void;
  /** One job, asked for at `at`; null: Azure does not know it. */
  read(vault: VaultRef, id: string, seen: { readonly job: Job | null; readonly at: Date }): void;
  /** The list, and the jobs that run and that it does not show, as they were last seen. */
  with(vault: VaultRef, list: Reading<readonly Job[]>): Reading<readonly Job[]>;
}

interface Seen {
  readonly job: Job;
  readonly at: Date;
  /** When Azure first answered since that it knows no such job. */
  readonly missedAt?: Date;
}

interface Memory {
  readonly jobs: Map<IdKey, Seen>;
  /** When the last look was begun that succeeded. */
  lookedAt: Date | null;
  unlisted: boolean;
  flight: Promise<AzureError | null> | null;
  failure: { readonly problem: AzureError; readonly times: number; readonly retryMs: number } | null;
}

export function createRunningJobs({ clock }: { readonly clock: Clock }): RunningJobs {
  const memories = new Map<VaultKey, Memory>();
  const memoryOf = (vault: VaultRef): Memory => {
    const key = vaultKey(vault);
    const memory = memories.get(key) ?? newMemory();
    memories.set(key, memory);
    return memory;
  };
  const isYounger = ({ lookedAt }: Memory, ms: number): boolean =>
    lookedAt !== null && clock.now().getTime() - lookedAt.getTime() <= ms;
  const gapOf = (memory: Memory): AzureError | null =>
    isYounger(memory, LOOK_GOOD_MS) ? null : (memory.failure?.problem ?? notLooked());
  return {
    async look(vault, look) {
      const memory = memoryOf(vault);
      if (isYounger(memory, LOOK_EVERY_MS)) return null;
      const isDue = clock.now().getTime() >= (memory.failure?.retryMs ?? 0);
      if (isDue) memory.flight ??= lookOnce(memory, look, clock);
      // One that is good for hours yet is renewed behind the answer.
      return isYounger(memory, LOOK_GOOD_MS) ? null : ((await memory.flight) ?? gapOf(memory));
    },
    gap: (vault) => gapOf(memoryOf(vault)),
    listed(vault, jobs, { since, at }) {
      const memory = memoryOf(vault);
      const { jobs: known, failure } = memory;
      if (memory.unlisted && failure) memory.failure = { ...failure, retryMs: 0 };
      memory.unlisted = false;
      const shown = see(known, jobs, at);
      forget(known, ({ job, at: seenAt }, id) => !shown.has(id) && seenAt <= at && beganSince(job, since));
    },
    unlisted(vault) {
      memoryOf(vault).unlisted = true;
    },
    read(vault, id, { job, at }) {
      const memory = memoryOf(vault);
      if (job) see(memory.jobs, [job], at);
      else miss(memory, idKey(id), at);
    },
    with(vault, list) {
      const { jobs: known } = memoryOf(vault);
      const missing = [...known.values()].filter(
        ({ job, at }) =>
          (at > list.at || !beganSince(job, new Date(list.at.getTime() - LISTED_MS))) &&
          !list.value.some(({ id }) => sameId(id, job.id)),
      );
      return missing.length === 0 ? list : { ...list, value: [...list.value, ...missing.map(({ job }) => job)] };
    },
  };
}

function newMemory(): Memory {
  return { jobs: new Map(), lookedAt: null, unlisted: false, flight: null, failure: null };
}

async function lookOnce(memory: Memory, look: Look, clock: Clock): Promise<AzureError | null> {
  const at = clock.now();
  const since = new Date(at.getTime() - LOOK_BACK_MS);
  try {
    const shown = new Set<IdKey>();
    for (const status of STATUSES) for (const id of see(memory.jobs, await look(status, since), at)) shown.add(id);
    // A status that we do not know stands in neither list: only a read of the job itself ends it.
    forget(
      memory.jobs,
      ({ job, at: seenAt }, id) => !shown.has(id) && seenAt <= at && beganSince(job, since) && job.state !== 'unknown',
    );
    memory.lookedAt = at;
    memory.failure = null;
    return null;
  } catch (error) {
    const problem = asAzureError(error);
    // Our own budget refuses without a read.
    const times = isOwn(problem) ? (memory.failure?.times ?? 0) : (memory.failure?.times ?? 0) + 1;
    const pauseMs = isOwn(problem) ? 0 : Math.min(HOUR_MS, RETRY_MS * 2 ** (times - 1));
    memory.failure = { problem, times, retryMs: clock.now().getTime() + pauseMs };
    return problem;
  } finally {
    memory.flight = null;
  }
}

/**
 * Azure does not know a job that it showed running. Until a look lacks the job too, it is not known what runs. What no
 * look can tell, since it began too long ago or its status is new to us, is gone after two such answers minutes apart.
 */
function miss(memory: Memory, id: IdKey, at: Date): void {
  const seen = memory.jobs.get(id);
  if (seen === undefined || seen.at > at) return;
  if (seen.missedAt && at.getTime() - seen.missedAt.getTime() >= MISSED_MS) memory.jobs.delete(id);
  else if (!seen.missedAt) {
    memory.jobs.set(id, { ...seen, missedAt: at });
    memory.lookedAt = null;
  }
}

/** Remembers those that are active, forgets those that ended, unless something newer is known. Gives the ids. */
function see(known: Map<IdKey, Seen>, jobs: readonly Job[], at: Date): ReadonlySet<IdKey> {
  const ids = new Set<IdKey>();
  for (const job of jobs) {
    const id = idKey(job.id);
    ids.add(id);
    const before = known.get(id);
    if (before && before.at > at) continue;
    if (isActive(job)) known.set(id, { job: { ...job, tasks: null }, at });
    else known.delete(id);
  }
  return ids;
}

function forget(known: Map<IdKey, Seen>, isGone: (seen: Seen, id: IdKey) => boolean): void {
  for (const [id, seen] of known) if (isGone(seen, id)) known.delete(id);
}

function beganSince({ startedAt }: Job, since: Date): boolean {
  return startedAt !== null && startedAt >= since;
}

function isOwn({ problem }: AzureError): boolean {
  return problem.kind === 'throttled' && problem.own;
}

const notLooked = (): AzureError => new AzureError({ kind: 'unavailable', status: 0 }, { code: 'NotLooked' });
