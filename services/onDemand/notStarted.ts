import type { ConversationKey } from '../access/conversation';
import { itemIdOf, type JobKey, sameId } from '../backup/ids';
import type { Job, ProtectedItem } from '../backup/types';
import type { Ask } from '../conversations/ask';
import type { CommandTables } from '../conversations/repositories';
import type { WatchedJob } from '../monitor/track/watchedJob';
import type { JobSubscription, NotStartedVm } from '../subscriptions/jobSubscription';
import { jobSubscriptionOf, type SubscriptionReason, subscriptionReasonOf } from '../subscriptions/subscriptionReason';
import { hasSeenEnd, monitoredJobOf } from './runningBackup';
import { triggerKey } from './triggers';

/** One of the backups that a turn asked for together. It was not started. */
export interface NotStartedBackup {
  readonly item: ProtectedItem;
  readonly why: NotStartedVm['why'];
  /** The backup that may run instead; null: none. `jobId` null: Azure did not name it. `job`: as a list shows it. */
  readonly blocker: { readonly jobId: string | null; readonly job: Job | null } | null;
}

/** The backup of a VM that runs instead, as the monitor knows it, and why the conversation gets messages about it. */
export interface KnownBlocker {
  readonly watched: WatchedJob | null;
  readonly told: SubscriptionReason | null;
}

interface Request {
  readonly items: readonly ProtectedItem[];
  readonly failed: readonly NotStartedBackup[];
}

/**
 * Saves which backups of a turn were not started, and why, for the card that they share with those that were.
 * The monitor follows each blocker from now on, and its changes update the shared card too (`updatesCard`).
 */
export async function saveNotStarted(
  tables: CommandTables,
  { items, failed }: Request,
  ask: Ask & { readonly now: Date },
): Promise<readonly (KnownBlocker & { readonly updatesCard: boolean })[]> {
  // Triggers of this turn that stand: their backups were started, or may have been.
  const ownTriggers = await monitoredByKeys(
    tables,
    items.map((item) => triggerKey(item, ask.turnId)),
  );
  const known: { readonly blocker: KnownBlocker; readonly of: NotStartedBackup }[] = [];
  for (const one of failed) {
    const own = ownTriggers.find(({ itemId }) => sameId(itemId, one.item.id));
    const watched = own ?? (await monitorBlocker(tables, one, ask.now));
    known.push({ of: one, blocker: await knownBlocker(tables, watched, ask.to) });
  }
  const refused = known
    .filter(({ of }) => !ownTriggers.some(({ itemId }) => sameId(itemId, of.item.id)))
    .map(({ of, blocker }) => ({ itemId: of.item.id, jobKey: blocker.watched?.key ?? null, why: of.why }));
  const found = await Promise.all(ownTriggers.map(({ key }) => jobSubscriptionOf(tables, key, ask.to)));
  const shared = found.flatMap((one) => (one?.together ? [one] : []));
  for (const one of shared) {
    await tables.jobSubscriptions.remove(one.jobKey, one.to);
    await tables.jobSubscriptions.add({ ...one, refused });
  }
  const saved: (KnownBlocker & { readonly updatesCard: boolean })[] = [];
  for (const { blocker } of known)
    saved.push({ ...blocker, updatesCard: await joinCard(tables, blocker.watched, { shared, refused, to: ask.to }) });
  return saved;
}

/** The blocker of a VM that was not started, as the monitor knows it now. */
export async function blockerOf(
  tables: CommandTables,
  { itemId, jobKey }: NotStartedVm,
  to: ConversationKey,
): Promise<KnownBlocker> {
  const open = await openBackupOf(tables, itemId);
  const [known] = open || jobKey === null ? [] : await tables.watched.byKeys([jobKey]);
  return knownBlocker(tables, open ?? known ?? null, to);
}

async function knownBlocker(
  tables: CommandTables,
  watched: WatchedJob | null,
  to: ConversationKey,
): Promise<KnownBlocker> {
  if (watched === null) return { watched, told: null };
  const job = { jobKey: watched.key, vault: watched.ref.vault, itemId: watched.itemId };
  return { watched, told: await subscriptionReasonOf(tables, { to, job }) };
}

/** The backups of these keys; each that has moved to another key, since a list had shown its job first, by that one. */
export async function monitoredByKeys(
  { watched }: Pick<CommandTables, 'watched'>,
  keys: readonly JobKey[],
): Promise<readonly WatchedJob[]> {
  const found = await watched.byKeys(keys);
  const moved = await watched.byKeys(found.flatMap(({ movedTo }) => movedTo ?? []));
  return [...found.filter(({ movedTo }) => movedTo === undefined), ...moved];
}

/** Has the monitor read the blocker's tasks from now on: the card says whether its snapshot is done. */
async function monitorBlocker(
  tables: CommandTables,
  { item, blocker }: NotStartedBackup,
  now: Date,
): Promise<WatchedJob | null> {
  if (blocker === null) return null;
  const { job, jobId } = blocker;
  if (job === null && jobId === null) return openBackupOf(tables, item.id);
  const watched = await monitoredJobOf(tables, job ?? { id: jobId ?? '', vault: item.ref.vault, startedAt: now }, item);
  if (watched && !watched.done && !watched.awaitsSnapshot)
    await tables.watched.save({ ...watched, awaitsSnapshot: true });
  return watched;
}

async function openBackupOf({ watched }: CommandTables, itemId: string): Promise<WatchedJob | null> {
  return (await watched.ofItem(itemIdOf(itemId), 0)).find((job) => !hasSeenEnd(job)) ?? null;
}

interface SharedCard {
  readonly shared: readonly JobSubscription[];
  readonly refused: readonly NotStartedVm[];
  readonly to: ConversationKey;
}

/** The blocker updates the shared card without messages. One that has its own card here keeps that. */
async function joinCard(
  tables: CommandTables,
  watched: WatchedJob | null,
  { shared: [first, ...others], refused, to }: SharedCard,
): Promise<boolean> {
  if (watched === null || first === undefined) return false;
  const { key: jobKey } = watched;
  if (![first, ...others].some((one) => one.jobKey === jobKey))
    await tables.jobSubscriptions.add({ ...first, jobKey, refused, cardActivityId: null, stopped: true });
  return (await jobSubscriptionOf(tables, jobKey, to))?.cardId === first.cardId;
}
