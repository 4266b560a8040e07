import type { ConversationKey } from '../access/conversation';
import type { Notice } from '../backup/jobEvents';
import type { JobSubscription } from '../subscriptions/jobSubscription';
import { jobSubscriptionOf } from '../subscriptions/subscriptionReason';
import { type Watch, WATCH_KINDS } from '../subscriptions/watch';
import type { Draft } from './message';
import { draftFromJson, draftToJson } from './messageJson';
import type { NotifyTables, OutRow } from './repositories';
import { liveSlot } from './slots';

export async function enqueueCardChange(
  tables: NotifyTables,
  notice: Notice,
  subscription: JobSubscription,
): Promise<void> {
  await tables.outbox.put({ ...cardRow(notice, subscription), update: true });
}

function cardRow(notice: Notice, subscription: JobSubscription): Pick<OutRow, 'to' | 'slot' | 'body' | 'createdMs'> {
  const { to, cardId } = subscription;
  const draft: Draft = {
    ...base(subscription),
    content: { kind: 'card', notice },
    alert: false,
    mention: null,
    cardId,
  };
  return { to, slot: liveSlot(cardId), body: draftToJson(draft), createdMs: notice.readMs };
}

/** Has the live card that was promised there shown as the notice has it: changed, or posted where it has no message yet. */
export async function enqueueCard(
  tables: Pick<NotifyTables, 'jobSubscriptions' | 'outbox'>,
  notice: Notice,
  to: ConversationKey,
): Promise<void> {
  const subscription = await jobSubscriptionOf(tables, notice.jobKey, to);
  if (subscription)
    await tables.outbox.put({ ...cardRow(notice, subscription), update: subscription.cardActivityId !== null });
}

/** Has the card of a watch that has ended drawn once more, where a message shows it: it lives by no watch any more. */
export async function enqueueLastCard(
  tables: Pick<NotifyTables, 'jobSubscriptions' | 'outbox'>,
  notice: Notice,
  to: ConversationKey,
): Promise<void> {
  const subscription = await jobSubscriptionOf(tables, notice.jobKey, to);
  if (subscription?.cardActivityId == null) return;
  const row = cardRow(notice, subscription);
  await tables.outbox.put({ ...row, body: draftToJson({ ...draftFromJson(row.body), watches: null }), update: true });
}

/** A watch that is told everything has a live card, which moves like that of somebody who asked. */
export function watchCard({ jobKey, readMs }: Notice, { to, language, timeZone }: Watch): JobSubscription {
  const where = { to, thread: null, language, timeZone };
  return { jobKey, ...where, asker: null, cardActivityId: null, cardId: `watched:${jobKey}`, createdMs: readMs };
}

/** A card that nobody asked for lives by the watches of its conversation. */
export function base({
  asker,
  thread,
  language,
  timeZone,
}: JobSubscription): Pick<Draft, 'thread' | 'underSlot' | 'language' | 'timeZone' | 'watches'> {
  return { thread, underSlot: null, language, timeZone, watches: asker === null ? WATCH_KINDS : null };
}
