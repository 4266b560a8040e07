import type { ConversationKey } from '../access/conversation';
import { jobSubscriptionOf } from '../subscriptions/subscriptionReason';
import type { QueuedMessage } from './message';
import { queuedMessageFromJson } from './messageJson';
import { isRootUnshown } from './replaceRoot';
import type { NotifyTables, OutRow } from './repositories';
import type { NoRowDue, TakenRow } from './takenRow';

/** One card is changed at most so often (CONTRACT, issue 3). */
export const CARD_EVERY_MS = 3_000;
/** A live card that has no message by then never gets one. */
const CARDLESS_MS = 600_000;
const UPDATES_LOOKED_AT = 50;

/**
 * The next message of a conversation, marked as being sent: its first one that keeps the order, else a change of a card
 * whose time has come, or a go-ahead that is owed. Changes of messages that were never posted are deleted on the way.
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
    else if (!(await putOff(tables, row, nowMs))) return take(tables, { row, draft, activityId }, nowMs);
  }
  return { untilMs: head ? head.dueMs : null };
}

/** Whether its card changed too recently. */
async function putOff(tables: NotifyTables, row: OutRow, nowMs: number): Promise<boolean> {
  const last = row.slot === null ? null : await tables.posted.get(row.to, row.slot);
  if (!last || last.atMs + CARD_EVERY_MS <= nowMs) return false;
  await tables.outbox.mark(row.id, { dueMs: last.atMs + CARD_EVERY_MS });
  return true;
}

async function waitForCard(
  tables: NotifyTables,
  { row, draft, nowMs }: { readonly row: OutRow; readonly draft: QueuedMessage; readonly nowMs: number },
): Promise<void> {
  if (draft.content.kind === 'card' && nowMs - row.createdMs < CARDLESS_MS)
    await tables.outbox.mark(row.id, { dueMs: nowMs + CARD_EVERY_MS });
  else await tables.outbox.remove(row.id, row.version);
}

async function shownBy(
  tables: NotifyTables,
  { to, slot, update }: OutRow,
  draft: QueuedMessage,
): Promise<string | null> {
  if (slot === null) return null;
  const posted = await tables.posted.get(to, slot);
  if (posted) return posted.activityId;
  if (!update || draft.content.kind !== 'card') return null;
  const jobSubscriptions = await tables.jobSubscriptions.ofJob(draft.content.notice.jobKey);
  const mine = jobSubscriptions.find(
    (subscription) => subscription.cardId === draft.cardId && subscription.to.conversation === to.conversation,
  );
  return mine?.cardActivityId ?? null;
}

async function take(
  tables: NotifyTables,
  { row, draft, activityId }: Pick<TakenRow, 'row' | 'draft' | 'activityId'>,
  nowMs: number,
): Promise<TakenRow> {
  const told = draft.watches !== null || draft.content.kind === 'group';
  const watches = told ? await tables.watches.ofConversation(row.to) : [];
  const root = draft.underSlot === null ? null : await tables.posted.get(row.to, draft.underSlot);
  const takesOver = draft.underSlot !== null && root === null && (await isRootUnshown(tables, row.to, draft.underSlot));
  await tables.outbox.mark(row.id, { sending: true });
  // Before it is sent: whoever reads it may answer at once.
  if (activityId === null) await tables.proposals.told(row.to.conversation);
  const thread = root?.activityId ?? draft.thread;
  const now = { ...draft, thread, alert: draft.alert || takesOver };
  const stopped = await isStopped(tables, row.to, draft);
  return { row, draft: now, activityId, watches, again: row.sending, stopped, atMs: nowMs };
}

/** Whether its promise stands no more, or was made anew since: what is told by the new one is put anew. */
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
