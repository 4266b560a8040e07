import { sameId, vaultsOf } from '../services/backup/ids';
import type { ProtectedItem } from '../services/backup/types';
import type { Ask } from '../services/conversations/ask';
import type { WatchedJob } from '../services/monitor/track/watchedJob';
import { blockerOf, type KnownBlocker } from '../services/onDemand/notStarted';
import type { NotStartedVm } from '../services/subscriptions/jobSubscription';
import { jobSubscriptionOf } from '../services/subscriptions/subscriptionReason';
import type { Services } from './services';

/** A job of a batch, as the monitor knows it. */
export interface BatchJob {
  readonly item: ProtectedItem;
  readonly jobId: string;
  readonly watched: WatchedJob;
}

/** A VM of a batch whose backup was not started, and the backup that runs, or ran, instead. */
export interface BlockedVm extends KnownBlocker {
  readonly item: ProtectedItem;
  readonly refused: NotStartedVm;
}

/** Jobs with these ids that the monitor knows, for VMs that the asker may see. */
export async function findBatchJobs(
  ids: readonly string[],
  items: readonly ProtectedItem[],
  { store }: Services,
): Promise<readonly BatchJob[]> {
  const vaults = vaultsOf(items);
  return store.transaction(async (tables) => {
    const jobs: BatchJob[] = [];
    for (const jobId of ids)
      for (const vault of vaults) {
        const watched = await tables.watched.byJob(vault, jobId);
        const item = watched && items.find(({ id }) => sameId(id, watched.itemId));
        if (watched && item) jobs.push({ item, jobId, watched });
        if (watched) break;
      }
    return jobs;
  });
}

/**
 * The VMs of a batch whose backup was not started. `askedCount` is the number of VMs in the batch, including those that
 * the asker may not see; 0 if not known.
 */
export async function findBlockedVms(
  started: readonly BatchJob[],
  items: readonly ProtectedItem[],
  { ask: { to }, services: { store } }: { readonly ask: Ask; readonly services: Services },
): Promise<{ readonly blocked: readonly BlockedVm[]; readonly askedCount: number }> {
  return store.transaction(async (tables) => {
    const found = await Promise.all(started.map(({ watched }) => jobSubscriptionOf(tables, watched.key, to)));
    const shared = found.find((subscription) => subscription?.together !== undefined);
    const blocked: BlockedVm[] = [];
    for (const refused of shared?.refused ?? []) {
      const item = items.find(({ id }) => sameId(id, refused.itemId));
      if (item === undefined || started.some((one) => sameId(one.item.id, refused.itemId))) continue;
      blocked.push({ item, refused, ...(await blockerOf(tables, refused, to)) });
    }
    return { blocked, askedCount: shared?.together?.length ?? 0 };
  });
}
