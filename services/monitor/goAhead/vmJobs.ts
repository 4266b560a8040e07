import { isJobOf, itemIdOf, type JobKey } from '../../backup/ids';
import { operationOf } from '../../backup/operations';
import type { Job, ProtectedItem } from '../../backup/types';
import type { JobTables } from '../repositories';
import { newFoundJob, vmItemsOf, type WatchedJob } from '../track/watchedJob';

/** What the bot's own store knows of the VM of a go-ahead. */
export interface VmJobs {
  /** The job that the go-ahead is about. */
  readonly own: WatchedJob;
  /** Other open backups of the VM, under any of its items, including triggers for which Azure has named no job. */
  readonly others: readonly WatchedJob[];
}

type Tables = Pick<JobTables, 'watched'>;

/** Null if no job of this key is watched. `items` are all known protected items. */
export async function watchedVmJobs(
  { watched }: Tables,
  key: JobKey,
  items: readonly ProtectedItem[],
): Promise<VmJobs | null> {
  const [found] = await watched.byKeys([key]);
  const [own] = found?.movedTo === undefined ? [found] : await watched.byKeys([found.movedTo]);
  if (own === undefined) return null;
  const others: WatchedJob[] = [];
  for (const { id } of vmItemsOf(own, items)) others.push(...(await watched.ofItem(itemIdOf(id), 0)));
  return { own, others: others.filter((other) => !other.done && other.key !== own.key) };
}

/** Whether the job's snapshot may be running, as far as readings have shown. */
export function mayTakeSnapshot({ job, done, endSeenMs, raised }: WatchedJob): boolean {
  const isBackup = job === null || operationOf(job) === 'backup';
  return isBackup && !done && endSeenMs === null && !raised.includes('snapshotDone');
}

/**
 * Makes the monitor follow the snapshot of a job for which a go-ahead waits, even if a schedule or another person
 * started it. Resolves with whether this is new. `items` are those of its VM. Use one transaction per job: two
 * transactions that lock several jobs in different orders would deadlock.
 */
export async function followSnapshot({ watched }: Tables, job: Job, items: readonly ProtectedItem[]): Promise<boolean> {
  const item = items.find((one) => isJobOf(job, one));
  if (item === undefined || operationOf(job) !== 'backup') return false;
  const known = await watched.byJob(item.ref.vault, job.id);
  const other = known && (await watched.byKey(known.key)); // Read again with a lock: the monitor writes there too.
  if (other === null) return watched.add(newFoundJob(item, job, true));
  return !other.awaitsSnapshot && !other.done && watched.save({ ...other, awaitsSnapshot: true });
}
