import { type IdKey, idKey, sameId, type VaultKey, vaultKey } from '../backup/ids';
import { isActive } from '../backup/phase';
import type { Job, VaultRef } from '../backup/types';
import { AzureError, LISTED_MS, type Reading } from '../backup/vaults';
import type { Clock } from '../platform/clock';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../platform/durations';
import { asAzureError } from './sharedReadings';

/** How far back a look reads. A remembered job stays known for longer. */
const LOOK_BACK_MS = 31 * DAY_MS;
const LOOK_EVERY_MS = 12 * HOUR_MS;
/** How long a look is valid: LISTED_MS minus a margin for rows that Azure lists late and for clock differences. */
const LOOK_GOOD_MS = LISTED_MS - 4 * HOUR_MS;
/** Pause after a look that failed at Azure. It doubles up to an hour, so that an outage costs one read an hour. */
const RETRY_MS = MINUTE_MS;

/** Two "not found" answers at least this far apart end a job that no look can show. */
const MISSED_MS = 5 * MINUTE_MS;

/** The order of the reads: a job that is cancelled between them shows in the second. */
const STATUSES = ['InProgress', 'Cancelling'] as const;
export type RunningStatus = (typeof STATUSES)[number];

/** Reads the vault's jobs of one status that began at `since` or later. */
export type Look = (status: RunningStatus, since: Date) => Promise<readonly Job[]>;

/**
 * The jobs that are known to run in each vault. Azure filters jobs by their start, so a list lacks jobs that began
 * before its window. A look reads all running jobs of 31 days. Lists show the jobs that begin after a look, because
 * they reach back at least LISTED_MS. So a look is valid for nearly that long: two reads in twelve hours serve all
 * callers.
 *
 * A job is remembered from the first reading that shows it active until a reading shows its end or a look lacks it.
 * Azure sometimes answers 404 for a job that exists. For a remembered job, a 404 only makes a new look due.
 */
export interface RunningJobs {
  /** Takes a look if one is due. Resolves with null, or with why the running jobs are not known; never rejects. */
  look(vault: VaultRef, look: Look): Promise<AzureError | null>;
  /** Why the running jobs are not known; null if they are known. */
  whyUnknown(vault: VaultRef): AzureError | null;
  /** Records a list, requested at `at`, of the jobs that began at `since` or later. */
  listed(vault: VaultRef, jobs: readonly Job[], request: { readonly since: Date; readonly at: Date }): void;
  /** Records that no list could be read. After the next successful list, a look need not wait for its pause. */
  unlisted(vault: VaultRef): void;
  /** Records a single read, requested at `at`. A null `job` means that Azure does not know it. */
  read(vault: VaultRef, id: string, seen: { readonly job: Job | null; readonly at: Date }): void;
  /** The list and the running jobs that it lacks, as they were last seen. */
  mergedWith(vault: VaultRef, list: Reading<readonly Job[]>): Reading<readonly Job[]>;
}

interface RememberedJob {
  readonly job: Job;
  readonly at: Date;
  /** When Azure first answered 404 after `at`. */
  readonly missedAt?: Date;
}

interface VaultState {
  readonly jobs: Map<IdKey, RememberedJob>;
  /** When the last successful look began. */
  lookedAt: Date | null;
  unlisted: boolean;
  flight: Promise<AzureError | null> | null;
  failure: { readonly problem: AzureError; readonly times: number; readonly retryMs: number } | null;
}

export function createRunningJobs({ clock }: { readonly clock: Clock }): RunningJobs {
  const states = new Map<VaultKey, VaultState>();
  const stateOf = (vault: VaultRef): VaultState => {
    const key = vaultKey(vault);
    const state = states.get(key) ?? newVaultState();
    states.set(key, state);
    return state;
  };
  const isYounger = ({ lookedAt }: VaultState, ms: number): boolean =>
    lookedAt !== null && clock.now().getTime() - lookedAt.getTime() <= ms;
  const gapOf = (state: VaultState): AzureError | null =>
    isYounger(state, LOOK_GOOD_MS) ? null : (state.failure?.problem ?? notLooked());
  return {
    async look(vault, look) {
      const state = stateOf(vault);
      if (isYounger(state, LOOK_EVERY_MS)) return null;
      const isDue = clock.now().getTime() >= (state.failure?.retryMs ?? 0);
      if (isDue) state.flight ??= lookOnce(state, look, clock);
      // While the last look is valid, a new one runs in the background.
      return isYounger(state, LOOK_GOOD_MS) ? null : ((await state.flight) ?? gapOf(state));
    },
    whyUnknown: (vault) => gapOf(stateOf(vault)),
    listed(vault, jobs, { since, at }) {
      const state = stateOf(vault);
      const { jobs: known, failure } = state;
      if (state.unlisted && failure) state.failure = { ...failure, retryMs: 0 };
      state.unlisted = false;
      const shown = rememberActive(known, jobs, at);
      forget(known, ({ job, at: seenAt }, id) => !shown.has(id) && seenAt <= at && beganSince(job, since));
    },
    unlisted(vault) {
      stateOf(vault).unlisted = true;
    },
    read(vault, id, { job, at }) {
      const state = stateOf(vault);
      if (job) rememberActive(state.jobs, [job], at);
      else noteMissing(state, idKey(id), at);
    },
    mergedWith(vault, list) {
      const { jobs: known } = stateOf(vault);
      const missing = [...known.values()].filter(
        ({ job, at }) =>
          (at > list.at || !beganSince(job, new Date(list.at.getTime() - LISTED_MS))) &&
          !list.value.some(({ id }) => sameId(id, job.id)),
      );
      return missing.length === 0 ? list : { ...list, value: [...list.value, ...missing.map(({ job }) => job)] };
    },
  };
}

function newVaultState(): VaultState {
  return { jobs: new Map(), lookedAt: null, unlisted: false, flight: null, failure: null };
}

async function lookOnce(state: VaultState, look: Look, clock: Clock): Promise<AzureError | null> {
  const at = clock.now();
  const since = new Date(at.getTime() - LOOK_BACK_MS);
  try {
    const shown = new Set<IdKey>();
    for (const status of STATUSES)
      for (const id of rememberActive(state.jobs, await look(status, since), at)) shown.add(id);
    // A job of an unknown status is in neither list, so only a read of the job itself shows its end.
    forget(
      state.jobs,
      ({ job, at: seenAt }, id) => !shown.has(id) && seenAt <= at && beganSince(job, since) && job.state !== 'unknown',
    );
    state.lookedAt = at;
    state.failure = null;
    return null;
  } catch (error) {
    const problem = asAzureError(error);
    // A refusal by the bot's own budget cost no read, so it does not count as a failure.
    const times = isOwn(problem) ? (state.failure?.times ?? 0) : (state.failure?.times ?? 0) + 1;
    const pauseMs = isOwn(problem) ? 0 : Math.min(HOUR_MS, RETRY_MS * 2 ** (times - 1));
    state.failure = { problem, times, retryMs: clock.now().getTime() + pauseMs };
    return problem;
  } finally {
    state.flight = null;
  }
}

/**
 * Azure answers 404 for a job that it showed running. Until a look lacks the job too, the running jobs are unknown. No
 * look can show a job that began over 31 days ago or has a new status: it is forgotten after two such answers.
 */
function noteMissing(state: VaultState, id: IdKey, at: Date): void {
  const seen = state.jobs.get(id);
  if (seen === undefined || seen.at > at) return;
  if (seen.missedAt && at.getTime() - seen.missedAt.getTime() >= MISSED_MS) state.jobs.delete(id);
  else if (!seen.missedAt) {
    state.jobs.set(id, { ...seen, missedAt: at });
    state.lookedAt = null;
  }
}

/** Remembers active jobs and forgets ended ones, unless a newer reading is known. Returns the ids of all `jobs`. */
function rememberActive(known: Map<IdKey, RememberedJob>, jobs: readonly Job[], at: Date): ReadonlySet<IdKey> {
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

function forget(known: Map<IdKey, RememberedJob>, isGone: (seen: RememberedJob, id: IdKey) => boolean): void {
  for (const [id, seen] of known) if (isGone(seen, id)) known.delete(id);
}

function beganSince({ startedAt }: Job, since: Date): boolean {
  return startedAt !== null && startedAt >= since;
}

function isOwn({ problem }: AzureError): boolean {
  return problem.kind === 'throttled' && problem.own;
}

const notLooked = (): AzureError => new AzureError({ kind: 'unavailable', status: 0 }, { code: 'NotLooked' });
