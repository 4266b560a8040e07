import type { BatchView } from '../protocol/batchView';
import { conversationMapKey } from '../services/access/conversation';
import { indexOf, type ItemIndex } from '../services/backup/itemIndex';
import { isActive } from '../services/backup/phase';
import type { Job } from '../services/backup/types';
import type { WatchedJob } from '../services/monitor/track/watchedJob';
import type { OutMessage } from '../services/notify/message';
import type { JobSubscription, NotStartedVm } from '../services/subscriptions/jobSubscription';
import { areAllSubscribed, type SubscriptionReason } from '../services/subscriptions/subscriptionReason';
import { attempt, isRead } from './attempt';
import type { NoticeSources } from './notice';
import { mayRunAnyway, toldInstead, blockingBackup, reasonView } from './notStarted';

type Sources = Pick<NoticeSources, 'store' | 'vaults' | 'clock'>;

/**
 * The card that a live card's job shares with others which were asked for together, as the watcher saw each last; null:
 * it has a card of its own. Rejects with DatabaseError, and with AzureError where the VMs are not known yet.
 */
export async function sharedCardView(
  message: OutMessage,
  { store, vaults, clock }: Sources,
): Promise<BatchView | null> {
  const { content, cardId, to } = message;
  if (content.kind !== 'card') return null;
  const { jobKey } = content.notice;
  const shared = await store.transaction(async (tables) => {
    const jobSubscriptions = await tables.jobSubscriptions.ofJob(jobKey);
    const own = jobSubscriptions.find(
      (one) => one.cardId === cardId && conversationMapKey(one.to) === conversationMapKey(to),
    );
    if (own?.together === undefined) return null;
    const found = await tables.watched.byKeys(own.together);
    const moved = await tables.watched.byKeys(found.flatMap(({ movedTo }) => movedTo ?? []));
    const watched = [...found.filter(({ movedTo }) => movedTo === undefined), ...moved];
    const open = watched.filter(({ done, endSeenMs }) => !done && endSeenMs === null);
    const jobs = open.map(({ key, ref, itemId }) => ({ jobKey: key, vault: ref.vault, itemId }));
    const startedOf = new Set(watched.map(({ itemId }) => itemId));
    const refused = (own.refused ?? []).filter(({ itemId }) => !startedOf.has(itemId));
    const instead: Instead[] = [];
    for (const one of refused) {
      const runs = await blockingBackup(tables, one);
      instead.push({ refused: one, runs, told: runs && (await toldInstead(tables, runs, to)) });
    }
    return { own, watched, instead, isTold: await areAllSubscribed(tables, { to, jobs }) };
  });
  if (shared === null) return null;
  const inventory = vaults.known() ?? (await attempt(vaults.inventory()));
  if (!isRead(inventory)) throw inventory;
  return viewOf(shared, indexOf(inventory.value.items), clock.now());
}

interface Instead {
  readonly refused: NotStartedVm;
  readonly runs: WatchedJob | null;
  readonly told: SubscriptionReason | null;
}

interface Shared {
  readonly own: JobSubscription;
  readonly watched: readonly WatchedJob[];
  readonly instead: readonly Instead[];
  readonly isTold: boolean;
}

function viewOf({ own, watched, instead, isTold }: Shared, items: ItemIndex, now: Date): BatchView {
  const byName = [...watched].sort((a, b) => (a.vmName < b.vmName ? -1 : 1));
  const started = byName.flatMap((one) => {
    const item = items.byId(one.itemId);
    return item === null ? [] : [{ item, jobId: one.jobId, job: shownJob(one) }];
  });
  const failed = instead.flatMap((one) => unstartedOf(one, items));
  const all = [...watched, ...instead.flatMap(({ runs }) => runs ?? [])];
  // What has ended changes no more: the card is as old as the oldest reading of what still runs.
  const running = all.filter(({ job }) => job === null || isActive(job)).map(shownMs);
  const [first] = watched;
  const retainUntilMs = first?.retainUntilMs ?? null;
  return {
    kind: 'batch',
    started,
    failed,
    unshown: Math.max(0, (own.together?.length ?? 0) - started.length - failed.length),
    isTold,
    askedBy: own.asker?.name ?? null,
    retainUntil: retainUntilMs === null ? null : new Date(retainUntilMs),
    at: new Date(Math.min(now.getTime(), ...(running.length > 0 ? running : all.map(shownMs)))),
  };
}

function unstartedOf({ refused, runs, told }: Instead, items: ItemIndex): BatchView['failed'] {
  const item = items.byId(refused.itemId);
  if (item === null) return [];
  const view = reasonView(refused);
  if (runs === null) return [{ item, view, ...(mayRunAnyway(view) && { job: null, told: null }) }];
  return [{ item, view, job: shownJob(runs), jobId: runs.jobId, told }];
}

/** One that is watched no more without an end is one of which nothing is known. */
function shownJob({ job, done }: WatchedJob): Job | null {
  return job !== null && done && isActive(job) ? { ...job, state: 'unknown', statusText: '' } : job;
}

/** When what is shown of it was read: its tasks, where it has some. */
function shownMs({ job, detailMs, readMs, startedMs }: WatchedJob): number {
  return Math.max(startedMs, job?.tasks ? detailMs : readMs);
}
