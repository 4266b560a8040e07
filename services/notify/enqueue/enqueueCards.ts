import type { ConversationKey } from '../../access/conversation';
import type { Notice } from '../../backup/jobEvents';
import type { JobSubscription } from '../../subscriptions/jobSubscription';
import { jobSubscriptionOf } from '../../subscriptions/subscriptionReason';
import type { Draft } from '../message';
import { draftToJson } from '../messageJson';
import type { NotifyTables, OutRow } from '../repositories';
import { liveSlot } from '../slots';
import { draftBase } from './enqueueForSubscriber';

type CardTables = Pick<NotifyTables, 'jobSubscriptions' | 'outbox'>;

/** Enqueues a change of the subscription's live card. */
export async function enqueueCardChange(
  { outbox }: Pick<NotifyTables, 'outbox'>,
  notice: Notice,
  subscription: JobSubscription,
): Promise<void> {
  await outbox.put({ ...cardRow(subscription, cardDraft(notice, subscription), notice), update: true });
}

/**
 * Enqueues the conversation's live card as the notice shows it: an update, or a new message if no message shows the
 * card yet.
 */
export async function enqueueCard(tables: CardTables, notice: Notice, to: ConversationKey): Promise<void> {
  const subscription = await jobSubscriptionOf(tables, notice.jobKey, to);
  if (!subscription) return;
  const row = cardRow(subscription, cardDraft(notice, subscription), notice);
  await tables.outbox.put({ ...row, update: subscription.cardActivityId !== null });
}

/** Enqueues the last update of a live card whose watch has ended. It is sent although no watch asks for it. */
export async function enqueueLastCard(tables: CardTables, notice: Notice, to: ConversationKey): Promise<void> {
  const subscription = await jobSubscriptionOf(tables, notice.jobKey, to);
  if (subscription?.cardActivityId == null) return;
  const draft: Draft = { ...cardDraft(notice, subscription), watches: null };
  await tables.outbox.put({ ...cardRow(subscription, draft, notice), update: true });
}

function cardDraft(notice: Notice, subscription: JobSubscription): Draft {
  const { cardId } = subscription;
  return { ...draftBase(subscription), content: { kind: 'card', notice }, alert: false, mention: null, cardId };
}

function cardRow(
  { to, cardId }: JobSubscription,
  draft: Draft,
  { readMs }: Notice,
): Pick<OutRow, 'to' | 'slot' | 'body' | 'createdMs'> {
  return { to, slot: liveSlot(cardId), body: draftToJson(draft), createdMs: readMs };
}
