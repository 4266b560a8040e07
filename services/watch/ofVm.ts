import { type Job, type ProtectedItem, vaultKey } from '../backup/types';
import { jobKey } from '../notify/notice';
import type { WatchTables } from './repositories';
import { begunOf, type WatchedJob } from './watchedJob';

/** What our own store knows of the VM of a go-ahead. */
export interface OfVm {
  readonly own: WatchedJob;
  /** Other backups of the VM that are watched and not done, triggers that Azure has named no job for among them. */
  readonly others: readonly WatchedJob[];
}

type Tables = Pick<WatchTables, 'watched'>;

/** null: no job of this key is watched. */
export async function readOfVm({ watched }: Tables, key: string): Promise<OfVm | null> {
  const [found] = await watched.byKeys([key]);
  const [own] = found?.movedTo === undefined ? [found] : await watched.byKeys([found.movedTo]);
  if (own === undefined) return null;
  const ofItem = await watched.ofItem(own.itemId, 0);
  return { own, others: ofItem.filter((other) => !other.done && other.key !== own.key) };
}

/** Whether its snapshot may run, as far as was seen. */
export function mayTakeSnapshot({ done, endSeenMs, raised }: WatchedJob): boolean {
  return !done && endSeenMs === null && !raised.includes('snapshotDone');
}

/**
 * Has the snapshots of these jobs read, since a go-ahead waits for them, whoever began them: so that the plan knows when a
 * read is worth it. Whether anything is new to be watched.
 */
export async function follow({ watched }: Tables, item: ProtectedItem, running: readonly Job[]): Promise<boolean> {
  const { vault } = item.ref;
  let isNew = false;
  for (const { id, startedAt } of running) {
    const known = await watched.byJob(vault, id);
    const other = known && (await watched.byKey(known.key)); // As it is now, and held: the watcher writes there too.
    if (other === null) {
      const begun = { key: jobKey(vaultKey(vault), id), jobId: id, startedMs: startedAt?.getTime() ?? 0 };
      isNew = (await watched.add(begunOf(item, { ...begun, ...OTHERS }))) || isNew;
    } else if (!other.awaitsSnapshot && !other.done) {
      isNew = (await watched.save({ ...other, awaitsSnapshot: true })) || isNew;
    }
  }
  return isNew;
}

const OTHERS = { retainUntilMs: null, askedBy: null, awaitsSnapshot: true } as const;
