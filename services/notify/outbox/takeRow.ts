import type { ConversationKey } from '../../access/conversation';
import { MINUTE_MS, SECOND_MS } from '../../platform/durations';
import { jobSubscriptionOf } from '../../subscriptions/subscriptionReason';
import type { QueuedMessage } from '../message';
import { queuedMessageFromJson } from '../messageJson';
import type { NotifyTables, OutRow } from '../repositories';
import { isRootUnshown } from './replaceRoot';
import { changeRow } from './rowState';
import type { NoRowDue, TakenRow } from './takenRow';

/** Minimum time between two updates of a message. */
export const CARD_EVERY_MS = 3 * SECOND_MS;
/** How long an update of a live card waits for the card's message. Then the update is dropped. */
const CARDLESS_MS = 10 * MINUTE_MS;
const UPDATES_LOOKED_AT = 50;

/**
 * The conversation's next row, marked as being sent. Its oldest new message comes first. While that message is not due,
 * the next update or a deferred go-ahead is taken. Deletes updates of messages that were never posted.
 */
export async function takeRow(tables: NotifyTables, to: ConversationKey, nowMs: number): Promise<TakenRow | NoRowDue> {
  const head = await tables.outbox.head(to);
  if (head && head.dueMs <= nowMs) {
    const draft = queuedMessageFromJson(head.body);
    return take(tables, { row: head, draft, activityId: await shownBy(tables, head, draft) }, nowMs);
  }
  for (const row of await tables.outbox.dueUpdates(to, nowMs, UPDATES_LOOKED_AT)) {
    const draft = queuedMessageFromJson(row.body);
    const activityId = await shownBy(tables, row, draft);
    if (draft.toldInstead) return take(tables, { row, draft, activityId: null }, nowMs);
    if (activityId === null) await waitForCard(tables, { row, draft, nowMs });
    else if (!(await isPostponed(tables, row, nowMs))) return take(tables, { row, draft, activityId }, nowMs);
  }
  return { untilMs: head ? head.dueMs : null };
}

/** Whether the row's message was updated less than 3 s ago. The row then waits for the rest of that time. */
async function isPostponed({ posted, outbox }: NotifyTables, row: OutRow, nowMs: number): Promise<boolean> {
  const last = row.slot === null ? null : await posted.get(row.to, row.slot);
  if (!last || last.atMs + CARD_EVERY_MS <= nowMs) return false;
  await changeRow(outbox, row, { state: 'waiting', dueMs: last.atMs + CARD_EVERY_MS });
  return true;
}

async function waitForCard(
  { outbox }: NotifyTables,
  { row, draft, nowMs }: { readonly row: OutRow; readonly draft: QueuedMessage; readonly nowMs: number },
): Promise<void> {
  const mayStillCome = draft.content.kind === 'card' && nowMs - row.createdMs < CARDLESS_MS;
  if (mayStillCome) await changeRow(outbox, row, { state: 'waiting', dueMs: nowMs + CARD_EVERY_MS });
  else await changeRow(outbox, row, { state: 'dropped', againMs: nowMs });
}

/** The id of the message that shows the row's slot; null if none does. */
async function shownBy(
  tables: NotifyTables,
  { to, slot, update }: OutRow,
  draft: QueuedMessage,
): Promise<string | null> {
  if (slot === null) return null;
  const posted = await tables.posted.get(to, slot);
  if (posted) return posted.activityId;
  if (!update || draft.content.kind !== 'card') return null;
  const subscriptions = await tables.jobSubscriptions.ofJob(draft.content.notice.jobKey);
  const own = subscriptions.find((one) => one.cardId === draft.cardId && one.to.conversation === to.conversation);
  return own?.cardActivityId ?? null;
}

async function take(
  tables: NotifyTables,
  { row, draft, activityId }: Pick<TakenRow, 'row' | 'draft' | 'activityId'>,
  nowMs: number,
): Promise<TakenRow> {
  const isForWatches = draft.watches !== null || draft.content.kind === 'group';
  const watches = isForWatches ? await tables.watches.ofConversation(row.to) : [];
  const root = draft.underSlot === null ? null : await tables.posted.get(row.to, draft.underSlot);
  const replacesRoot =
    draft.underSlot !== null && root === null && (await isRootUnshown(tables, row.to, draft.underSlot));
  await changeRow(tables.outbox, row, { state: 'sending' });
  // This comes before the request, because somebody may answer "yes" the moment the message arrives.
  if (activityId === null) await tables.proposals.botSpoke(row.to.conversation);
  const thread = root?.activityId ?? draft.thread;
  const now = { ...draft, thread, alert: draft.alert || replacesRoot };
  const stopped = await isStopped(tables, row.to, draft);
  return { row, draft: now, activityId, watches, stopped, atMs: nowMs };
}

/** Whether the row's subscription was stopped, or replaced by a new one, which enqueues its own message. */
async function isStopped(
  tables: Pick<NotifyTables, 'jobSubscriptions'>,
  to: ConversationKey,
  { content, watches, askedMs }: QueuedMessage,
): Promise<boolean> {
  if (content.kind !== 'event' || watches !== null) return false;
  const subscription = await jobSubscriptionOf(tables, content.notice.jobKey, to);
  if (subscription === null) return false; // Its job is known under another key by now, or it was purged.
  return subscription.stopped === true || (askedMs !== undefined && subscription.createdMs !== askedMs);
}
