import { indexOf } from '../../backup/itemIndex';
import type { JobEvent } from '../../backup/jobEvents';
import { itemsOfVm } from '../../backup/protection';
import type { ItemRef, Job, ProtectedItem, VaultRef } from '../../backup/types';

/**
 * One backup that is being watched, from the trigger (before Azure has named a job) or from the list that showed it.
 * Times are epoch ms. `job` is stored with jobToJson; everything else is plain JSON.
 */
export interface WatchedJob {
  /**
   * Its name for ever, under which notices and watches know it: `jobKey(vaultKey, 'trigger-<uuid>')` for a trigger of
   * ours, also after Azure has named its job; `jobKey(vaultKey, jobId)` for a job that a list showed.
   */
  readonly key: string;
  readonly ref: ItemRef;
  /** ARM id of the protected item. */
  readonly itemId: string;
  readonly vmName: string;
  readonly vmResourceGroup: string;
  /** null: a trigger of ours that Azure has not named a job for. Unique per vault where it is set. */
  readonly jobId: string | null;
  /** When we sent the trigger, or when Azure says that the job started. */
  readonly startedMs: number;
  /** Of an on-demand backup of ours; null for others. */
  readonly retainUntilMs: number | null;
  /** Untrusted text: the name of the person; null where a schedule or somebody else started it. */
  readonly askedBy: string | null;
  /** Somebody waits for its snapshot, not only for its end: then reads of its own are worth their price. */
  readonly awaitsSnapshot: boolean;
  /** The VM had no backup before: then it may take longer than a day. */
  readonly firstBackup: boolean;
  /** The newest state that Azure showed. Its tasks are from the last read of its own; null before one. */
  readonly job: Job | null;
  /** When the reading of `job` was taken; 0 before the first. */
  readonly readMs: number;
  /** When its tasks were read; 0 before. */
  readonly detailMs: number;
  /** Since when readings no longer show the job; null: the newest one did. */
  readonly missingSinceMs: number | null;
  /** Events told; none comes twice, but for `taskChanged`, which is not kept here. */
  readonly raised: readonly JobEvent[];
  /** When the end was seen (bot's clock); null while it may still change. */
  readonly endSeenMs: number | null;
  /** Of its recovery point: `waiting` until Azure lists it, `told` with the end or after it, `givenUp` after an hour, and where none is to come. */
  readonly consistency: 'waiting' | 'told' | 'givenUp';
  /** Nothing more will be read or told. */
  readonly done: boolean;
  /** Of a trigger whose job a list had shown before Azure named it to us: the key under which it is watched instead. */
  readonly movedTo?: string;
}

/** What stands of one that no reading has shown yet. */
export const UNREAD = {
  ...{ job: null, readMs: 0, detailMs: 0, missingSinceMs: null, raised: [] },
  ...{ endSeenMs: null, consistency: 'waiting', done: false },
} as const satisfies Partial<WatchedJob>;

/** A backup of `item` that no reading has shown yet. */
export function newWatchedJob(
  item: ProtectedItem,
  known: Pick<WatchedJob, 'key' | 'jobId' | 'startedMs' | 'retainUntilMs' | 'askedBy' | 'awaitsSnapshot'>,
): WatchedJob {
  const { ref, id: itemId, vm, lastBackup } = item;
  const firstBackup = lastBackup === null;
  return { ...UNREAD, ...known, ref, itemId, vmName: vm.name, vmResourceGroup: vm.resourceGroup, firstBackup };
}

export function vaultOf(watched: WatchedJob): VaultRef {
  return watched.ref.vault;
}

/** Its item: one of `items`, else as much of it as its jobs and recovery points are known by. */
export function itemOfWatched(watched: WatchedJob, items: readonly ProtectedItem[]): ProtectedItem {
  const { itemId, ref, vmName, vmResourceGroup } = watched;
  const known = indexOf(items).byId(itemId);
  if (known) return known;
  return {
    ...{ ref, id: itemId, vm: { name: vmName, resourceGroup: vmResourceGroup, id: '' }, policy: null },
    ...{ protectionState: '', softDeleted: false, lastBackup: null, lastRecoveryPointAt: null },
  };
}

/** All items of its VM, its own first: a snapshot that any of them takes is one of this VM. */
export function vmItemsOf(watched: WatchedJob, items: readonly ProtectedItem[]): ReturnType<typeof itemsOfVm> {
  return itemsOfVm(itemOfWatched(watched, items), items);
}

/** Whether somebody asked this bot for it, and its end was not seen yet. */
export function isAwaitedByAsker({ askedBy, endSeenMs }: WatchedJob): boolean {
  return askedBy !== null && endSeenMs === null;
}
