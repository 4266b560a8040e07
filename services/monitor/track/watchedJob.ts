import { type JobKey, jobKey } from '../../backup/ids';
import { indexOf } from '../../backup/itemIndex';
import type { JobEvent } from '../../backup/jobEvents';
import { itemsOfVm } from '../../backup/protection';
import type { ItemRef, Job, ProtectedItem } from '../../backup/types';

/**
 * One backup that the monitor watches: from the trigger on, before Azure names a job, or from the list that showed it.
 * Times are epoch ms. The store keeps `job` by jobToJson and everything else as plain JSON. Its state: `stateOf`.
 */
export interface WatchedJob {
  /**
   * Never changes; notices and subscriptions refer to it. Of a trigger of ours `jobKey(vault, 'trigger-<uuid>')`,
   * also after Azure has named its job. Of a job that a list showed first `jobKey(vault, jobId)`.
   */
  readonly key: JobKey;
  readonly ref: ItemRef;
  /** ARM id of the protected item. */
  readonly itemId: string;
  readonly vmName: string;
  readonly vmResourceGroup: string;
  /** null: a trigger of ours for which Azure has named no job. Unique per vault where it is set. */
  readonly jobId: string | null;
  /** When we sent the trigger, or when Azure says that the job started. */
  readonly startedMs: number;
  /** Of an on-demand backup of ours; else null. */
  readonly retainUntilMs: number | null;
  /**
   * Untrusted text: name of the person who asked this bot for it; null where a schedule or another tool started it.
   */
  readonly askedBy: string | null;
  /** A person waits for its snapshot too, not only for its end: then the planner reads the job itself. */
  readonly awaitsSnapshot: boolean;
  /** The VM had no backup before: the first one may take longer than a day. */
  readonly firstBackup: boolean;
  /** The newest state that Azure showed. Its tasks come from the last read of the job itself; null before one. */
  readonly job: Job | null;
  /** When the reading of `job` was taken; 0 before the first. */
  readonly readMs: number;
  /** When the job itself, with its tasks, was read; 0 before the first time. */
  readonly detailMs: number;
  /** When readings stopped showing the job; null: the newest one shows it. */
  readonly missingSinceMs: number | null;
  /** Events that were told. Each comes once, except `taskChanged`, which is not kept here. */
  readonly raised: readonly JobEvent[];
  /** When a reading showed the end (bot's clock); null before. */
  readonly endSeenMs: number | null;
  /**
   * Of its recovery point. `waiting`: Azure does not list it yet. `givenUp`: after an hour, or because none is made.
   */
  readonly consistency: 'waiting' | 'told' | 'givenUp';
  /** Nothing more is read or told. */
  readonly done: boolean;
  /** Of a trigger whose job a list showed before Azure named it to us: the key under which that job is watched. */
  readonly movedTo?: JobKey;
}

/** The fields of a job that no reading has shown yet. */
export const UNREAD = {
  job: null,
  readMs: 0,
  detailMs: 0,
  missingSinceMs: null,
  raised: [],
  endSeenMs: null,
  consistency: 'waiting',
  done: false,
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

/** A backup of `item` that Azure showed and nobody asked this bot for. */
export function newFoundJob(item: ProtectedItem, job: Job, awaitsSnapshot: boolean): WatchedJob {
  return newWatchedJob(item, {
    key: jobKey(item.ref.vault, job.id),
    jobId: job.id,
    startedMs: job.startedAt?.getTime() ?? 0,
    retainUntilMs: null,
    askedBy: null,
    awaitsSnapshot,
  });
}

/** The job's item from `items`; where that is unknown, an item with the fields by which jobs and points are found. */
export function itemOfWatched(watched: WatchedJob, items: readonly ProtectedItem[]): ProtectedItem {
  const { itemId, ref, vmName, vmResourceGroup } = watched;
  const known = indexOf(items).byId(itemId);
  if (known) return known;
  return {
    ref,
    id: itemId,
    vm: { name: vmName, resourceGroup: vmResourceGroup, id: '' },
    policy: null,
    protectionState: '',
    softDeleted: false,
    lastBackup: null,
    lastRecoveryPointAt: null,
  };
}

/** All items of its VM, its own first: a snapshot by any of them is a snapshot of this VM. */
export function vmItemsOf(watched: WatchedJob, items: readonly ProtectedItem[]): ReturnType<typeof itemsOfVm> {
  return itemsOfVm(itemOfWatched(watched, items), items);
}

/** Whether a person asked this bot for it, and no reading has shown its end. */
export function isAwaitedByAsker({ askedBy, endSeenMs }: WatchedJob): boolean {
  return askedBy !== null && endSeenMs === null;
}
