import { jobKey } from '../../backup/jobEvents';
import { operationOf } from '../../backup/operations';
import { isJobOf, type Job, type ProtectedItem, vaultKey } from '../../backup/types';
import type { JobTables } from '../repositories';
import { newWatchedJob, vmItemsOf, type WatchedJob } from './watchedJob';

/** What our own store knows of the VM of a go-ahead. */
export interface VmJobs {
  readonly own: WatchedJob;
  /** Other backups of the VM, of whichever item, that are watched and not done, triggers that Azure has named no job for among them. */
  readonly others: readonly WatchedJob[];
}

type Tables = Pick<JobTables, 'watched'>;

/** null: no job of this key is watched. `items`: those that are known. */
export async function readVmJobs(
  { watched }: Tables,
  key: string,
  items: readonly ProtectedItem[],
): Promise<VmJobs | null> {
  const [found] = await watched.byKeys([key]);
  const [own] = found?.movedTo === undefined ? [found] : await watched.byKeys([found.movedTo]);
  if (own === undefined) return null;
  const others: WatchedJob[] = [];
  for (const { id } of vmItemsOf(own, items)) others.push(...(await watched.ofItem(id, 0)));
  return { own, others: others.filter((other) => !other.done && other.key !== own.key) };
}

/** Whether its snapshot may run, as far as was seen. */
export function mayTakeSnapshot({ job, done, endSeenMs, raised }: WatchedJob): boolean {
  const isBackup = job === null || operationOf(job) === 'backup';
  return isBackup && !done && endSeenMs === null && !raised.includes('snapshotDone');
}

/**
 * Has the snapshot of this job read, since a go-ahead waits for it, whoever began it: so that the plan knows when a read is
 * worth it. Whether anything is new to be watched. `items`: those of its VM. A transaction of each job's own: one that held a job while it waits
 * for the next could stand against another that waits the other way round.
 */
export async function followSnapshot({ watched }: Tables, job: Job, items: readonly ProtectedItem[]): Promise<boolean> {
  const item = items.find((one) => isJobOf(job, one));
  if (item === undefined || operationOf(job) !== 'backup') return false;
  const { vault } = item.ref;
  const known = await watched.byJob(vault, job.id);
  const other = known && (await watched.byKey(known.key)); // As it is now, and held: the watcher writes there too.
  if (other === null) {
    const startedMs = job.startedAt?.getTime() ?? 0;
    return watched.add(
      newWatchedJob(item, { key: jobKey(vaultKey(vault), job.id), jobId: job.id, startedMs, ...OTHERS }),
    );
  }
  return !other.awaitsSnapshot && !other.done && watched.save({ ...other, awaitsSnapshot: true });
}

const OTHERS = { retainUntilMs: null, askedBy: null, awaitsSnapshot: true } as const;
