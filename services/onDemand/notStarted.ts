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

/** A backup that was requested together with others in one turn, and was not started. */
export interface NotStartedBackup {
  readonly item: ProtectedItem;
  readonly why: NotStartedVm['why'];
  /**
   * The backup that may run instead; null if there is none. `jobId` is null if Azure did not name it; `job` is as a
   * list shows it.
   */
  readonly blocker: { readonly jobId: string | null; readonly job: Job | null } | null;
}

/** The backup that runs instead, as the monitor knows it, and why the conversation gets messages about it. */
export interface KnownBlocker {
  readonly watched: WatchedJob | null;
  readonly told: SubscriptionReason | null;
}

interface Request {
  readonly items: readonly ProtectedItem[];
  readonly failed: readonly NotStartedBackup[];
}

/**
 * Saves which backups of a turn were not started, and why. Their card also shows the backups of the turn that were
 * started. From now on the monitor follows each blocker, and its changes update the shared card too (`updatesCard`).
 */
export async function saveNotStarted(
  tables: CommandTables,
  { items, failed }: Request,
  ask: Ask & { readonly now: Date },
): Promise<readonly (KnownBlocker & { readonly updatesCard: boolean })[]> {
  // This turn's triggers in the store. Their backups were started, or may have been.
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

/** The blocker of a VM's backup, as the monitor knows it now. */
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

/** The backups of these keys. A key may have moved, because a list had shown its job first; the new key then counts. */
export async function monitoredByKeys(
  { watched }: Pick<CommandTables, 'watched'>,
  keys: readonly JobKey[],
): Promise<readonly WatchedJob[]> {
  const found = await watched.byKeys(keys);
  const moved = await watched.byKeys(found.flatMap(({ movedTo }) => movedTo ?? []));
  return [...found.filter(({ movedTo }) => movedTo === undefined), ...moved];
}

/** Makes the monitor read the blocker's tasks from now on, because the card says whether its snapshot is done. */
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

/** Makes the blocker update the shared card without messages. A blocker with its own card here keeps that card. */
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
