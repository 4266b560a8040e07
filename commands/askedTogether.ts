import type { BatchView } from '../cards/batchView';
import { asOf } from '../cards/views';
import { isActive } from '../services/backup/phase';
import { type Job, type ProtectedItem, sameId, vaultKey, type VaultRef, vaultsOf } from '../services/backup/types';
import { AzureError, type Reading } from '../services/backup/vaults';
import { areAllTold } from '../services/notify/told';
import type { WatchedJob } from '../services/watch/watchedJob';
import type { Ask, Services } from './ask';
import { attempt, isRead } from './facts';
import { isLastSeen, READS_MAX } from './readAgain';
import { visibleItems } from './resolve';
import { windowOf } from './windows';

interface Known {
  readonly item: ProtectedItem;
  readonly jobId: string;
  readonly watched: WatchedJob;
}

/**
 * How the backups stand that were asked for together, of VMs that the asker may see: one list read of each vault, and
 * one of each job where few run. Rejects with AzureError `notFound` where none of them is known.
 */
export async function askedTogether(ids: readonly string[], ask: Ask, services: Services): Promise<BatchView> {
  const known = await knownOf(ids, await visibleItems(ask, services), services);
  const [first] = known;
  if (first === undefined) throw new AzureError({ kind: 'notFound', what: 'job' });
  const lists = await readLists(
    known.map(({ watched }) => watched.ref.vault),
    services,
  );
  const listed = known.map((one) => fromList(one, lists.get(vaultKey(one.watched.ref.vault))));
  // Of more the tasks are shown as the watcher saw them last.
  const few = listed.filter(({ value }) => isActive(value)).length <= READS_MAX;
  const readings = await Promise.all(listed.map(async (reading) => (few ? readAnew(reading, services) : reading)));
  const running = readings.filter(({ value }) => isActive(value)); // What has ended changes no more.
  const { askedBy, retainUntilMs } = first.watched;
  return {
    kind: 'batch',
    started: known.map(({ item, jobId }, index) => ({ item, jobId, job: readings[index]?.value ?? null })),
    failed: [],
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

/** Of those that run. */
async function areTold(known: readonly Known[], { to }: Ask, { store }: Services): Promise<boolean> {
  const running = known.filter(({ watched: { done, endSeenMs } }) => !done && endSeenMs === null);
  const jobs = running.map(({ watched: { key, ref, itemId } }) => ({ jobKey: key, vault: ref.vault, itemId }));
  return store.transaction((tables) => areAllTold(tables, { to, jobs }));
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
  if (row === undefined || list.at < seen.at || isLastSeen(row, list.at)) return seen;
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
