import { asOf } from '../protocol/asOf';
import type { BatchView, UnstartedVm } from '../protocol/batchView';
import { isJobOf, sameId, type VaultKey, vaultKey } from '../services/backup/ids';
import { operationOf } from '../services/backup/operations';
import { isActive } from '../services/backup/phase';
import type { Job, ProtectedItem } from '../services/backup/types';
import { AzureError, type Reading } from '../services/backup/vaults';
import type { Ask } from '../services/conversations/ask';
import { jobOfTrigger } from '../services/monitor/track/watchedJob';
import { hasSeenEnd } from '../services/onDemand/runningBackup';
import { attempt, isRead } from './attempt';
import { batchView, isEachSubscribed, runningOrAll } from './batch';
import { type BatchJob, type BlockedVm, findBatchJobs, findBlockedVms } from './batchMembers';
import { JOB_READS_MAX, mayBeOutdated } from './jobDetails';
import { jobWindowOf } from './jobWindows';
import { mayRunAnyway, reasonView } from './notStarted';
import type { Services } from './services';
import { retainUntilOf } from './started';
import { visibleItems } from './visibleItems';

type JobList = Reading<readonly Job[]> | AzureError;

/**
 * The state of backups that were requested together, for VMs that the asker may see. Costs one list read per vault, and
 * one read per job if few run. Rejects with AzureError `notFound` if none of the jobs is known.
 */
export async function batchOfJobs(ids: readonly string[], ask: Ask, services: Services): Promise<BatchView> {
  const items = await visibleItems(ask, services);
  const started = await findBatchJobs(ids, items, services);
  const [first] = started;
  if (first === undefined) throw new AzureError({ kind: 'notFound', what: 'job' });
  const { blocked, askedCount } = await findBlockedVms(started, items, { ask, services });
  const lists = await readLists([...started, ...blocked], services);
  const listOf = ({ item }: { readonly item: ProtectedItem }): JobList =>
    lists.get(vaultKey(item.ref.vault)) ?? notRead();
  const watchedJobs = started.map(({ watched }) => watched);
  const ownJobs = started.map((one) => listedJob(one, listOf(one)));
  const blockers = blocked.map((one) => listedBlocker(one, listOf(one)));
  const newest = await readNewest([...ownJobs, ...blockers.flatMap((one) => one ?? [])], services);
  const jobOf = (listed: Reading<Job> | null | undefined): Job | null => (listed && newest.get(listed)?.value) ?? null;
  return batchView({
    started: started.map(({ item, jobId, watched }, index) => ({
      ...{ item, jobId, job: jobOf(ownJobs[index]) },
      toldWithEnd: watched.toldWithEnd === true,
    })),
    failed: blocked.map((one, index) => unstartedVm(one, jobOf(blockers[index]), listOf(one))),
    askedCount: Math.max(ids.length, askedCount),
    isTold: await services.store.transaction((tables) => isEachSubscribed(tables, watchedJobs, ask.to)),
    askedBy: first.watched.askedBy,
    retainUntil: retainUntilOf(first.watched),
    ...asOf(...runningOrAll([...newest.values()], ({ value }) => isActive(value))),
  });
}

async function readLists(
  members: readonly { readonly item: ProtectedItem }[],
  { vaults: azure, clock }: Services,
): Promise<ReadonlyMap<VaultKey, JobList>> {
  const window = jobWindowOf('today', clock);
  const vaults = new Map(members.map(({ item }) => [vaultKey(item.ref.vault), item.ref.vault]));
  return new Map(
    await Promise.all(
      [...vaults].map(async ([key, vault]) => [key, await attempt(azure.jobs(vault, window))] as const),
    ),
  );
}

/**
 * One job of the list. Its tasks, which lists lack, are from the monitor's last read; so is a job that the list lacks.
 */
function listedJob({ jobId, watched }: BatchJob, list: JobList): Reading<Job> {
  const monitored = {
    value: watched.job ?? jobOfTrigger(watched),
    at: new Date(Math.max(watched.readMs, watched.startedMs)),
  };
  if (!isRead(list)) return { ...monitored, problem: list };
  const row = list.value.find(({ id }) => sameId(id, jobId));
  if (row === undefined || list.at < monitored.at || mayBeOutdated(row, list.at)) return monitored;
  const { tasks, state } = monitored.value;
  if (tasks === null || row.state !== state) return { ...list, value: row };
  return { ...list, value: { ...row, tasks }, at: new Date(Math.max(watched.detailMs, watched.startedMs)) };
}

/**
 * The VM's backup that the list shows running, else the known blocker. Null if there is neither, or it has no job yet.
 */
function listedBlocker({ item, watched }: BlockedVm, list: JobList): Reading<Job> | null {
  const isBackup = (job: Job): boolean => isActive(job) && operationOf(job) === 'backup' && isJobOf(job, item);
  const running = isRead(list) ? list.value.find(isBackup) : undefined;
  if (isRead(list) && running && !sameId(running.id, watched?.jobId ?? '')) return { ...list, value: running };
  return watched?.jobId == null ? null : listedJob({ item, jobId: watched.jobId, watched }, list);
}

/** Each job from its own read, if few run. If more run, their tasks are those that the monitor read last. */
async function readNewest(
  listed: readonly Reading<Job>[],
  { vaults }: Services,
): Promise<ReadonlyMap<Reading<Job>, Reading<Job>>> {
  const running = listed.filter(({ value }) => isActive(value));
  const newest = new Map(listed.map((reading) => [reading, reading]));
  if (running.length > JOB_READS_MAX) return newest;
  await Promise.all(
    running.map(async (reading) => {
      const read = await attempt(vaults.job(reading.value.vault, reading.value.id));
      newest.set(reading, isRead(read) ? read : { ...reading, problem: read });
    }),
  );
  return newest;
}

/** A VM with no backup in the list runs none. If the list could not be read, one may run. */
function unstartedVm({ item, refused, watched, told }: BlockedVm, job: Job | null, list: JobList): UnstartedVm {
  const view = reasonView(refused);
  if (job !== null) return { item, view, job, jobId: job.id, told: job.id === watched?.jobId ? told : null };
  const isOpen = watched !== null && !hasSeenEnd(watched);
  return { item, view, ...((isOpen || (!isRead(list) && mayRunAnyway(view))) && { job: null, told }) };
}

function notRead(): AzureError {
  return new AzureError({ kind: 'unavailable', status: 0 });
}
