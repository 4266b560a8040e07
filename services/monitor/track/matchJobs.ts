import { type IdKey, idKey, sameId, vaultKey } from '../../backup/ids';
import { operationOf } from '../../backup/operations';
import type { Job } from '../../backup/types';
import { MINUTE_MS, SECOND_MS } from '../../platform/durations';
import { NOT_STARTED_MS } from './stateMachine';
import type { WatchedJob } from './watchedJob';

/** How far Azure's clock may be behind the bot's. */
const EARLY_MS = 2 * MINUTE_MS;
/**
 * No job is matched by time before this age of the trigger. `backup now` asks Azure for its job's id for up to 13 s.
 */
const NAMING_MS = 30 * SECOND_MS;

/** Whether the trigger may have started `job`, by VM and time: Azure links the two in no other way. */
export function mayBelongTo(trigger: WatchedJob, job: Job): boolean {
  const startedMs = job.startedAt?.getTime();
  return (
    startedMs !== undefined &&
    operationOf(job) === 'backup' &&
    isOfVm(trigger, job) &&
    startedMs >= trigger.startedMs - EARLY_MS &&
    startedMs <= trigger.startedMs + NOT_STARTED_MS
  );
}

function isOfVm({ ref, vmName, vmResourceGroup }: WatchedJob, job: Job): boolean {
  return (
    vaultKey(ref.vault) === vaultKey(job.vault) &&
    sameId(vmName, job.vmName) &&
    (job.vmResourceGroup === null || sameId(vmResourceGroup, job.vmResourceGroup))
  );
}

/**
 * Maps each watched job to its row in a list, or to null if the list does not show it. A trigger without a job gets the
 * unclaimed row nearest in time, if the list was read (`readMs`) long enough after the trigger. By then the command has
 * its answer. `taken` holds the ids of jobs that are already watched.
 */
export function matchRows(
  watched: readonly WatchedJob[],
  rows: readonly Job[],
  { readMs, taken }: { readonly readMs: number; readonly taken: ReadonlySet<IdKey> },
): ReadonlyMap<WatchedJob, Job | null> {
  const byId = new Map(rows.map((job) => [idKey(job.id), job]));
  const used = new Set(taken);
  const matches = new Map<WatchedJob, Job | null>();
  for (const one of watched) {
    const job = one.jobId === null ? nearest(one, rows, { used, readMs }) : (byId.get(idKey(one.jobId)) ?? null);
    if (job) used.add(idKey(job.id));
    matches.set(one, job);
  }
  return matches;
}

function nearest(
  trigger: WatchedJob,
  rows: readonly Job[],
  { used, readMs }: { readonly used: ReadonlySet<IdKey>; readonly readMs: number },
): Job | null {
  if (readMs - trigger.startedMs < NAMING_MS) return null;
  const gap = (job: Job): number => Math.abs((job.startedAt?.getTime() ?? 0) - trigger.startedMs);
  return rows
    .filter((job) => !used.has(idKey(job.id)) && mayBelongTo(trigger, job))
    .reduce<Job | null>((best, job) => (best === null || gap(job) < gap(best) ? job : best), null);
}
