import { asOf } from '../protocol/asOf';
import type { BatchView, UnstartedVm } from '../protocol/batchView';
import { operationOf } from '../services/backup/operations';
import { isActive } from '../services/backup/phase';
import {
  isJobOf,
  type Job,
  type ProtectedItem,
  sameId,
  vaultKey,
  type VaultRef,
  vaultsOf,
} from '../services/backup/types';
import { AzureError, type Reading } from '../services/backup/vaults';
import type { Ask } from '../services/conversations/ask';
import type { WatchedJob } from '../services/monitor/track/watchedJob';
import type { NotStartedVm } from '../services/subscriptions/jobSubscription';
import {
  areAllSubscribed,
  jobSubscriptionOf,
  type SubscriptionReason,
} from '../services/subscriptions/subscriptionReason';
import { attempt, isRead } from './attempt';
import { mayBeOutdated, JOB_READS_MAX } from './jobDetails';
import { windowOf } from './jobWindows';
import { mayRunAnyway, toldInstead, blockingBackup, reasonView } from './notStarted';
import type { Services } from './services';
import { visibleItems } from './visibleItems';

interface Known {
  readonly item: ProtectedItem;
  readonly jobId: string;
  readonly watched: WatchedJob;
}

/**
 * How the backups stand that were asked for together, of VMs that the asker may see: one list read of each vault, and
 * one of each job where few run. Rejects with AzureError `notFound` where none of them is known.
 */
export async function batchOfJobs(ids: readonly string[], ask: Ask, services: Services): Promise<BatchView> {
  const items = await visibleItems(ask, services);
  const known = await knownOf(ids, items, services);
  const [first] = known;
  if (first === undefined) throw new AzureError({ kind: 'notFound', what: 'job' });
  const { unstarted, count } = await unstartedOf(known, items, { ask, services });
  const lists = await readLists(
    [...known, ...unstarted].map(({ item }) => item.ref.vault),
    services,
  );
  const listOf = ({ item }: { readonly item: ProtectedItem }): List | undefined => lists.get(vaultKey(item.ref.vault));
  const own = known.map((one) => fromList(one, listOf(one)));
  const others = unstarted.map((one) => runningInstead(one, listOf(one)));
  const listed = [...own, ...others.flatMap((one) => one ?? [])];
  // Of more the tasks are shown as the watcher saw them last.
  const few = listed.filter(({ value }) => isActive(value)).length <= JOB_READS_MAX;
  const anew = new Map<Reading<Job>, Reading<Job>>();
  await Promise.all(listed.map(async (one) => anew.set(one, few ? await readAnew(one, services) : one)));
  const readings = [...anew.values()];
  const jobIn = (one: Reading<Job> | null | undefined): Job | null => (one ? (anew.get(one)?.value ?? null) : null);
  const running = readings.filter(({ value }) => isActive(value)); // What has ended changes no more.
  const { askedBy, retainUntilMs } = first.watched;
  return {
    kind: 'batch',
    started: known.map(({ item, jobId }, index) => ({ item, jobId, job: jobIn(own[index]) })),
    failed: unstarted.map((one, index) => unstartedVm(one, jobIn(others[index]), listOf(one))),
    unshown: Math.max(0, Math.max(ids.length, count) - known.length - unstarted.length),
    isTold: await areTold(known, ask, services),
    askedBy,
    retainUntil: retainUntilMs === null ? null : new Date(retainUntilMs),
    ...asOf(...(running.length > 0 ? running : readings)),
  };
}

async function knownOf(
  ids: readonly string[],
  items: readonly ProtectedItem[],
  { store }: Services,
): Promise<readonly Known[]> {
  const vaults = vaultsOf(items);
  return store.transaction(async (tables) => {
    const known: Known[] = [];
    for (const jobId of ids)
      for (const vault of vaults) {
        const watched = await tables.watched.byJob(vault, jobId);
        const item = watched && items.find(({ id }) => sameId(id, watched.itemId));
        if (watched && item) known.push({ item, jobId, watched });
        if (watched) break;
      }
    return known;
  });
}

/** One that was asked for with the others and not started, and what is watched of it instead. */
interface Unstarted {
  readonly item: ProtectedItem;
  readonly refused: NotStartedVm;
  readonly watched: WatchedJob | null;
  readonly told: SubscriptionReason | null;
}

/** `count`: of all that were asked for, whoever may see them; 0 where that is not known here. */
async function unstartedOf(
  known: readonly Known[],
  items: readonly ProtectedItem[],
  { ask: { to }, services: { store } }: { readonly ask: Ask; readonly services: Services },
): Promise<{ readonly unstarted: readonly Unstarted[]; readonly count: number }> {
  return store.transaction(async (tables) => {
    const jobSubscriptions = await Promise.all(known.map(({ watched }) => jobSubscriptionOf(tables, watched.key, to)));
    const shared = jobSubscriptions.find((promised) => promised?.together !== undefined);
    const unstarted: Unstarted[] = [];
    for (const refused of shared?.refused ?? []) {
      const item = items.find(({ id }) => sameId(id, refused.itemId));
      if (item === undefined || known.some((one) => sameId(one.item.id, refused.itemId))) continue;
      const watched = await blockingBackup(tables, refused);
      unstarted.push({ item, refused, watched, told: watched && (await toldInstead(tables, watched, to)) });
    }
    return { unstarted, count: shared?.together?.length ?? 0 };
  });
}

/** The backup that runs of it as the list has it, else the one that stood in its way; null: neither is known, or Azure has named it no job. */
function runningInstead({ item, watched }: Unstarted, list: List = unread()): Reading<Job> | null {
  const runs = isRead(list) ? list.value.find((job) => isBackupOf(job, item) && isActive(job)) : undefined;
  if (isRead(list) && runs && !sameId(runs.id, watched?.jobId ?? '')) return { ...list, value: runs };
  return watched?.jobId == null ? null : fromList({ item, jobId: watched.jobId, watched }, list);
}

function isBackupOf(job: Job, item: ProtectedItem): boolean {
  return operationOf(job) === 'backup' && isJobOf(job, item);
}

function unstartedVm({ item, refused, watched, told }: Unstarted, job: Job | null, list: List = unread()): UnstartedVm {
  const view = reasonView(refused);
  if (job !== null) return { item, view, job, jobId: job.id, told: job.id === watched?.jobId ? told : null };
  const isOpen = watched !== null && !watched.done && watched.endSeenMs === null;
  // What a list does not show does not run; one that could not be read says nothing.
  return { item, view, ...((isOpen || (!isRead(list) && mayRunAnyway(view))) && { job: null, told }) };
}

/** Of those that run. */
async function areTold(known: readonly Known[], { to }: Ask, { store }: Services): Promise<boolean> {
  const running = known.filter(({ watched: { done, endSeenMs } }) => !done && endSeenMs === null);
  const jobs = running.map(({ watched: { key, ref, itemId } }) => ({ jobKey: key, vault: ref.vault, itemId }));
  return store.transaction((tables) => areAllSubscribed(tables, { to, jobs }));
}

type List = Reading<readonly Job[]> | AzureError;

async function readLists(vaults: readonly VaultRef[], { vaults: azure, clock }: Services): Promise<Map<string, List>> {
  const window = windowOf('today', clock);
  const each = [...new Map(vaults.map((vault) => [vaultKey(vault), vault])).values()];
  const lists = await Promise.all(each.map((vault) => attempt(azure.jobs(vault, window))));
  return new Map(each.map((vault, index): [string, List] => [vaultKey(vault), lists[index] ?? unread()]));
}

/** The job as the list has it; its tasks, and all of it where the list does not show it, as the watcher saw it last. */
function fromList({ jobId, watched }: Known, list: List = unread()): Reading<Job> {
  const seen = {
    value: watched.job ?? asked(jobId, watched),
    at: new Date(Math.max(watched.readMs, watched.startedMs)),
  };
  if (!isRead(list)) return { ...seen, problem: list };
  const row = list.value.find(({ id }) => sameId(id, jobId));
  if (row === undefined || list.at < seen.at || mayBeOutdated(row, list.at)) return seen;
  const { tasks } = seen.value;
  if (tasks === null || row.state !== seen.value.state) return { ...list, value: row };
  return { ...list, value: { ...row, tasks }, at: new Date(Math.max(watched.detailMs, watched.startedMs)) };
}

async function readAnew(reading: Reading<Job>, { vaults }: Services): Promise<Reading<Job>> {
  if (!isActive(reading.value)) return reading;
  const read = await attempt(vaults.job(reading.value.vault, reading.value.id));
  return isRead(read) ? read : { ...reading, problem: read };
}

/** Azure has named the job; no reading shows it yet. */
function asked(id: string, { ref, vmName, vmResourceGroup, startedMs }: WatchedJob): Job {
  return {
    ...{ id, vault: ref.vault, vmName, vmResourceGroup, operation: 'Backup', state: 'inProgress', statusText: '' },
    ...{ startedAt: new Date(startedMs), endedAt: null, durationMs: null, tasks: null, errors: [] },
    ...{ sizeMb: null, retainUntil: null, restore: null },
  };
}

const unread = (): AzureError => new AzureError({ kind: 'unavailable', status: 0 });
