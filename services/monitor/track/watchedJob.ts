import { type JobKey, jobKey } from '../../backup/ids';
import { indexOf } from '../../backup/itemIndex';
import type { JobEvent } from '../../backup/jobEvents';
import { itemsOfVm } from '../../backup/protection';
import type { ItemRef, Job, ProtectedItem } from '../../backup/types';

/**
 * One backup that the monitor watches, from the trigger on (before Azure names a job), or from the list that showed it.
 * Times are epoch ms. The store keeps `job` by jobToJson and everything else as plain JSON. `stateOf` gives its state.
 */
export interface WatchedJob {
  /**
   * Never changes; notices and subscriptions refer to it. For a trigger of the bot it is `jobKey(vault,
   * 'trigger-<uuid>')`, even after Azure names the job. For a job that a list showed first it is `jobKey(vault,
   * jobId)`.
   */
  readonly key: JobKey;
  readonly ref: ItemRef;
  /** ARM id of the protected item. */
  readonly itemId: string;
  readonly vmName: string;
  readonly vmResourceGroup: string;
  /** Null for a trigger of the bot for which Azure has named no job. Otherwise unique per vault. */
  readonly jobId: string | null;
  /** When the bot sent the trigger, or when Azure says that the job started. */
  readonly startedMs: number;
  /** The requested end of retention, for an on-demand backup of the bot; else null. */
  readonly retainUntilMs: number | null;
  /**
   * The name of the person who requested it from this bot, untrusted text; null if a schedule or another tool started
   * it.
   */
  readonly askedBy: string | null;
  /** Whether a person waits for its snapshot too, not only for its end. The planner then reads the job itself. */
  readonly awaitsSnapshot: boolean;
  /** Whether no read is left in time for the awaited end of the snapshot, which the end of the job then tells. */
  readonly toldWithEnd?: boolean;
  /** Whether the VM had no backup before. The first one may take longer than a day. */
  readonly firstBackup: boolean;
  /**
   * The newest state that Azure showed. Its tasks come from the last read of the job itself; null before the first
   * reading.
   */
  readonly job: Job | null;
  /** When the reading of `job` was taken; 0 before the first. */
  readonly readMs: number;
  /** When the job itself, with its tasks, was read; 0 before the first time. */
  readonly detailMs: number;
  /** When readings stopped showing the job; null if the newest one shows it. */
  readonly missingSinceMs: number | null;
  /** Events that were told. Each comes once, except `taskChanged`, which is not kept here. */
  readonly raised: readonly JobEvent[];
  /** When a reading showed the end (bot's clock); null before that. */
  readonly endSeenMs: number | null;
  /**
   * Whether its recovery point's consistency was told. `waiting`: Azure does not list the point yet. `givenUp`: an hour
   * has passed, or no point is made.
   */
  readonly consistency: 'waiting' | 'told' | 'givenUp';
  /** Whether the bot reads and tells nothing more about the job. */
  readonly done: boolean;
  /** For a trigger whose job a list showed before Azure named it: the key under which that job is watched. */
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

/** A new backup of `item` that no reading has shown yet. */
export function newWatchedJob(
  item: ProtectedItem,
  known: Pick<WatchedJob, 'key' | 'jobId' | 'startedMs' | 'retainUntilMs' | 'askedBy' | 'awaitsSnapshot'>,
): WatchedJob {
  const { ref, id: itemId, vm, lastBackup } = item;
  const firstBackup = lastBackup === null;
  return { ...UNREAD, ...known, ref, itemId, vmName: vm.name, vmResourceGroup: vm.resourceGroup, firstBackup };
}

/** A backup of `item` that Azure showed and nobody requested from this bot. */
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

/** The job as its trigger alone describes it, before a reading shows it. */
export function jobOfTrigger({ jobId, ref, vmName, vmResourceGroup, startedMs }: WatchedJob): Job {
  return {
    id: jobId ?? '',
    vault: ref.vault,
    vmName,
    vmResourceGroup,
    operation: 'Backup',
    state: 'inProgress',
    statusText: '',
    startedAt: new Date(startedMs),
    endedAt: null,
    durationMs: null,
    tasks: null,
    errors: [],
    sizeMb: null,
    retainUntil: null,
    restore: null,
  };
}

/** The job's item from `items`. If it is unknown, an item with the fields by which jobs and points are found. */
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

/** All items of the job's VM, its own first. A snapshot by any of them is a snapshot of this VM. */
export function vmItemsOf(watched: WatchedJob, items: readonly ProtectedItem[]): ReturnType<typeof itemsOfVm> {
  return itemsOfVm(itemOfWatched(watched, items), items);
}

/** Whether a person requested the backup from this bot, and no reading has shown its end. */
export function isAwaitedByAsker({ askedBy, endSeenMs }: WatchedJob): boolean {
  return askedBy !== null && endSeenMs === null;
}
