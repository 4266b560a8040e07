import type { BatchView, UnstartedVm } from '../protocol/batchView';
import { conversationMapKey } from '../services/access/conversation';
import { itemIdOf } from '../services/backup/ids';
import { indexOf, type ItemIndex } from '../services/backup/itemIndex';
import { isActive } from '../services/backup/phase';
import type { Job } from '../services/backup/types';
import type { CommandTables } from '../services/conversations/repositories';
import type { WatchedJob } from '../services/monitor/track/watchedJob';
import type { OutMessage } from '../services/notify/message';
import { blockerOf, type KnownBlocker, monitoredByKeys } from '../services/onDemand/notStarted';
import type { JobSubscription, NotStartedVm } from '../services/subscriptions/jobSubscription';
import { attempt, isRead } from './attempt';
import { batchView, isEachSubscribed, runningOrAll } from './batch';
import type { NoticeSources } from './noticeFacts';
import { mayRunAnyway, reasonView } from './notStarted';
import { retainUntilOf } from './started';

type SharedCardSources = Pick<NoticeSources, 'store' | 'vaults' | 'clock'>;

/** The state of the card, from the store alone. */
interface SharedCard {
  readonly subscription: JobSubscription;
  readonly started: readonly WatchedJob[];
  readonly notStarted: readonly (KnownBlocker & { readonly refused: NotStartedVm })[];
  readonly isTold: boolean;
}

/**
 * The live card of several backups that were requested together, each as the monitor last read it. Null if the
 * message's job has its own card. Rejects with DatabaseError, and with AzureError while no inventory was read.
 */
export async function sharedCardView(
  message: OutMessage,
  { store, vaults, clock }: SharedCardSources,
): Promise<BatchView | null> {
  const shared = await store.transaction((tables) => readSharedCard(message, tables));
  if (shared === null) return null;
  const inventory = vaults.known() ?? (await attempt(vaults.inventory()));
  if (!isRead(inventory)) throw inventory;
  return viewOfSharedCard(shared, indexOf(inventory.value.items), clock.now());
}

async function readSharedCard({ content, cardId, to }: OutMessage, tables: CommandTables): Promise<SharedCard | null> {
  if (content.kind !== 'card') return null;
  const subscription = (await tables.jobSubscriptions.ofJob(content.notice.jobKey)).find(
    (one) => one.cardId === cardId && conversationMapKey(one.to) === conversationMapKey(to),
  );
  if (subscription?.together === undefined) return null;
  const started = await monitoredByKeys(tables, subscription.together);
  const startedItems = new Set(started.map(({ itemId }) => itemIdOf(itemId)));
  const notStarted: SharedCard['notStarted'][number][] = [];
  for (const refused of subscription.refused ?? [])
    if (!startedItems.has(itemIdOf(refused.itemId)))
      notStarted.push({ refused, ...(await blockerOf(tables, refused, to)) });
  return { subscription, started, notStarted, isTold: await isEachSubscribed(tables, started, to) };
}

function viewOfSharedCard(shared: SharedCard, items: ItemIndex, now: Date): BatchView {
  const { subscription, started, notStarted, isTold } = shared;
  const byName = [...started].sort((a, b) => (a.vmName < b.vmName ? -1 : 1));
  const all = [...started, ...notStarted.flatMap(({ watched }) => watched ?? [])];
  const dated = runningOrAll(all, ({ job }) => job === null || isActive(job));
  return batchView({
    started: byName.flatMap((watched) => {
      const item = items.byId(watched.itemId);
      const toldWithEnd = watched.toldWithEnd === true;
      return item === null ? [] : [{ item, jobId: watched.jobId, job: shownJob(watched), toldWithEnd }];
    }),
    failed: notStarted.flatMap((one) => unstartedVm(one, items)),
    askedCount: subscription.together?.length ?? 0,
    isTold,
    askedBy: subscription.asker?.name ?? null,
    // All were requested with one expiry.
    retainUntil: started[0] ? retainUntilOf(started[0]) : null,
    at: new Date(Math.min(now.getTime(), ...dated.map(readingMs))),
  });
}

function unstartedVm(
  { refused, watched, told }: SharedCard['notStarted'][number],
  items: ItemIndex,
): readonly UnstartedVm[] {
  const item = items.byId(refused.itemId);
  if (item === null) return [];
  const view = reasonView(refused);
  if (watched === null) return [{ item, view, ...(mayRunAnyway(view) && { job: null, told: null }) }];
  return [{ item, view, job: shownJob(watched), jobId: watched.jobId, told }];
}

/** Null if the monitor stopped following the job without seeing its end: its state is unknown. */
function shownJob({ job, done }: WatchedJob): Job | null {
  return job !== null && done && isActive(job) ? { ...job, state: 'unknown', statusText: '' } : job;
}

/** Epoch ms of the reading that is shown: that of the job's tasks, if it has any. */
function readingMs({ job, detailMs, readMs, startedMs }: WatchedJob): number {
  return Math.max(startedMs, job?.tasks ? detailMs : readMs);
}
