import type { ConversationKey } from '../access/conversation';
import type { Notice } from '../backup/jobEvents';
import { audienceOf, isFailure, type WatchRecipient } from '../subscriptions/audience';
import type { JobSubscription } from '../subscriptions/jobSubscription';
import { scopeKeysOf, type Watch } from '../subscriptions/watch';
import { base, enqueueCardChange, watchCard } from './enqueueCards';
import { groupingRecordFromJson, groupNotice } from './grouping';
import type { Draft } from './message';
import { draftToJson } from './messageJson';
import { hasRestedLong } from './reach';
import type { NotifyTables } from './repositories';
import type { DeliveryChecks } from './revalidate';

/** Beyond so many that wait for one conversation, its watches are told nothing more; what was asked for has ten times as much. */
const WAITING_MAX = 1_000;
const ASKED_WAITING_MAX = 10_000;

export interface Enqueued {
  /** Messages put into the outbox, changes of one that waits among them. */
  readonly messages: number;
  /** Not put, since too many wait: worth a line in the operator's log. */
  readonly dropped: number;
}

/**
 * Writes what `notices` say to whom into the outbox, in the caller's transaction: they are told if and only if it is
 * committed. A notice that was raised before, or that nobody waits for, puts nothing. Call the outbox's `wake` after the commit.
 * Watches whose owner may not see the VM are told nothing and count nothing.
 * Of a job that ended in the same batch its snapshot's end is not told: the end says all.
 */
export async function enqueue(
  tables: NotifyTables,
  notices: readonly Notice[],
  mayTell: DeliveryChecks['mayTell'],
): Promise<Enqueued> {
  const ended = new Set(notices.filter(({ event }) => event === 'ended').map(({ jobKey }) => jobKey));
  const enqueued = { messages: 0, dropped: 0 };
  for (const notice of notices) {
    if (notice.event === 'snapshotDone' && ended.has(notice.jobKey)) continue;
    const jobSubscriptions = await tables.jobSubscriptions.ofJob(notice.jobKey);
    const moves = notice.event === 'taskChanged';
    const watches = moves ? [] : await tables.watches.ofScopes(scopeKeysOf(notice));
    const { subscribers, cards, watchers } = audienceOf(notice, jobSubscriptions, watches);
    for (const subscription of subscribers) await enqueueForAsker(tables, { notice, subscription, enqueued });
    for (const subscription of cards) await enqueueCardChange(tables, notice, subscription);
    for (const { to, watches: told } of watchers)
      await enqueueForWatcher(tables, {
        notice,
        enqueued,
        watcher: { to, watches: await visibleWatches(told, notice, mayTell) },
      });
  }
  return enqueued;
}

type WatcherTables = Pick<NotifyTables, 'jobSubscriptions' | 'watches' | 'notices' | 'outbox' | 'grouping' | 'reach'>;

/**
 * Tells a watch that begins now of a notice that was raised before: nobody raises it again. Whoever was told it, or asked
 * for it there, is not told twice.
 */
export async function enqueueForWatch(tables: WatcherTables, notice: Notice, watch: Watch): Promise<Enqueued> {
  const enqueued = { messages: 0, dropped: 0 };
  const { watchers } = audienceOf(notice, await tables.jobSubscriptions.ofJob(notice.jobKey), [watch]);
  for (const watcher of watchers) await enqueueForWatcher(tables, { notice, enqueued, watcher });
  return enqueued;
}

interface ToEnqueue {
  readonly notice: Notice;
  readonly enqueued: { messages: number; dropped: number };
}

async function enqueueForAsker(
  tables: NotifyTables,
  { notice, subscription, enqueued }: ToEnqueue & { readonly subscription: JobSubscription },
): Promise<void> {
  const { to } = subscription;
  if (!(await recordNotice(tables, notice, to))) return;
  if ((await tables.outbox.count(to)) >= ASKED_WAITING_MAX) {
    enqueued.dropped += 1;
    return;
  }
  await enqueueForSubscriber(tables, { notice, subscription, createdMs: notice.readMs });
  enqueued.messages += 1;
}

/** Has whoever asked told what `notice` says. */
export async function enqueueForSubscriber(
  { outbox }: Pick<NotifyTables, 'outbox'>,
  { notice, subscription, createdMs }: { notice: Notice; subscription: JobSubscription; createdMs: number },
): Promise<void> {
  const { to, asker, cardId } = subscription;
  const draft: Draft = {
    ...base(subscription),
    content: { kind: 'event', notice, night: null },
    alert: true,
    mention: asker,
    cardId: `${cardId}:${notice.event}`,
    askedMs: subscription.createdMs,
  };
  await outbox.put({ to, slot: null, update: false, body: draftToJson(draft), createdMs });
}

/** Those whose owner may see the VM. Where that cannot be found out they stay: it is asked again before anything is sent. */
async function visibleWatches(
  watches: readonly Watch[],
  vm: Notice,
  mayTell: DeliveryChecks['mayTell'],
): Promise<readonly Watch[]> {
  const may = await Promise.all(watches.map((watch) => mayTell(watch, vm).catch(() => true)));
  return watches.filter((_, index) => may[index]);
}

async function enqueueForWatcher(
  tables: WatcherTables,
  { notice, watcher, enqueued }: ToEnqueue & { readonly watcher: WatchRecipient },
): Promise<void> {
  const { to } = watcher;
  const isGoodEnd = notice.event === 'ended' && !isFailure(notice);
  const tells = watcher.watches.length > 0 && (await recordNotice(tables, notice, to));
  if (!tells && !isGoodEnd) return;
  if (await hasRestedLong(tables, to, notice.readMs)) return;
  if (tells && (await tables.outbox.count(to)) >= WAITING_MAX) {
    enqueued.dropped += 1;
    return;
  }
  const watches = tells ? watcher.watches : [];
  enqueued.messages += await enqueueGrouped(tables, notice, { to, watches });
  if (notice.event === 'started' && watches[0]) await tables.jobSubscriptions.add(watchCard(notice, watches[0]));
}

async function enqueueGrouped(tables: WatcherTables, notice: Notice, { to, watches }: WatchRecipient): Promise<number> {
  const text = await tables.grouping.get(to);
  // Most backups end well and change nothing that was told: their VMs do not stand in the record.
  if (watches.length === 0 && !text?.toLowerCase().includes(JSON.stringify(notice.itemId.toLowerCase()))) return 0;
  const known = text === null ? null : groupingRecordFromJson(text);
  const { record, puts } = groupNotice(known, notice, watches);
  if (record !== null && record !== known) await tables.grouping.put(to, JSON.stringify(record), notice.readMs);
  for (const { slot, update, draft } of puts)
    await tables.outbox.put({ to, slot, update, body: draftToJson(draft), createdMs: notice.readMs });
  return puts.length;
}

async function recordNotice(
  tables: Pick<NotifyTables, 'notices'>,
  { jobKey, event, readMs }: Notice,
  to: ConversationKey,
): Promise<boolean> {
  return tables.notices.add({ jobKey, event, to, atMs: readMs });
}
