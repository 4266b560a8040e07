import type { ConversationKey } from '../../access/conversation';
import { mentionsId } from '../../backup/ids';
import type { Notice } from '../../backup/jobEvents';
import { audienceOf, isFailure, type WatchRecipient } from '../../subscriptions/audience';
import type { JobSubscription } from '../../subscriptions/jobSubscription';
import type { Watch } from '../../subscriptions/watch';
import { groupingRecordFromJson } from '../grouping/groupingRecord';
import { groupNotice } from '../grouping/groupNotice';
import { draftToJson } from '../messageJson';
import { hasRestedLong } from '../reach';
import type { NotifyTables } from '../repositories';

/** While this many messages wait for one conversation, its watches get no further ones. */
const WAITING_MAX = 1_000;

export interface Enqueued {
  /** The number of messages added to the outbox, including changes of waiting ones. */
  readonly messages: number;
  /** The number of messages that were not added, because too many wait. The caller logs it for the operator. */
  readonly dropped: number;
}

type WatchTables = Pick<NotifyTables, 'jobSubscriptions' | 'watches' | 'notices' | 'outbox' | 'grouping' | 'reach'>;

/**
 * Enqueues for a new watch a notice from before the watch began, because nobody raises it again. A conversation that
 * was already told, or where somebody requested the backup, is not told twice.
 */
export async function enqueueForWatch(tables: WatchTables, notice: Notice, watch: Watch): Promise<void> {
  const { watchRecipients } = audienceOf(notice, await tables.jobSubscriptions.ofJob(notice.jobKey), [watch]);
  for (const recipient of watchRecipients) await enqueueForRecipient(tables, notice, recipient);
}

/** Enqueues the notice for one conversation that watches the VM. */
export async function enqueueForRecipient(
  tables: WatchTables,
  notice: Notice,
  { to, watches: wanting }: WatchRecipient,
): Promise<Enqueued> {
  const isGoodEnd = notice.event === 'ended' && !isFailure(notice);
  const isTold = wanting.length > 0 && (await recordNotice(tables, notice, to));
  if (!isTold && !isGoodEnd) return { messages: 0, dropped: 0 };
  if (await hasRestedLong(tables, to, notice.readMs)) return { messages: 0, dropped: 0 };
  if (isTold && (await tables.outbox.count(to)) >= WAITING_MAX) return { messages: 0, dropped: 1 };
  const watches = isTold ? wanting : [];
  const messages = await enqueueGrouped(tables, notice, { to, watches });
  if (notice.event === 'started' && watches[0]) await tables.jobSubscriptions.add(watchCard(notice, watches[0]));
  return { messages, dropped: 0 };
}

async function enqueueGrouped(tables: WatchTables, notice: Notice, { to, watches }: WatchRecipient): Promise<number> {
  const text = await tables.grouping.get(to);
  // Most backups end well, and no earlier message concerned their VM. Such a VM is not in the record, so
  // the record is not parsed.
  if (watches.length === 0 && !(text !== null && mentionsId(text, notice.itemId))) return 0;
  const known = text === null ? null : groupingRecordFromJson(text);
  const { record, puts } = groupNotice(known, notice, watches);
  if (record !== null && record !== known) await tables.grouping.put(to, JSON.stringify(record), notice.readMs);
  for (const { slot, update, draft } of puts)
    await tables.outbox.put({ to, slot, update, body: draftToJson(draft), createdMs: notice.readMs });
  return puts.length;
}

/** A watch with level `all` has a live card for each backup, kept by a subscription that no person requested. */
function watchCard({ jobKey, readMs }: Notice, { to, language, timeZone }: Watch): JobSubscription {
  return {
    jobKey,
    to,
    thread: null,
    asker: null,
    language,
    timeZone,
    cardActivityId: null,
    cardId: `watched:${jobKey}`,
    createdMs: readMs,
  };
}

/** Resolves with false if the conversation was already told of this event. */
export async function recordNotice(
  { notices }: Pick<NotifyTables, 'notices'>,
  { jobKey, event, readMs }: Notice,
  to: ConversationKey,
): Promise<boolean> {
  return notices.add({ jobKey, event, to, atMs: readMs });
}
