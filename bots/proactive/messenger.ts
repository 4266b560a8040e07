import { createHash } from 'node:crypto';

import type { CardReader, Rendered } from '../../protocol/rendering';
import type { View } from '../../protocol/view';
import { type ConversationKey, conversationMapKey } from '../../services/access/conversation';
import { DeliveryError } from '../../services/notify/deliveryError';
import type { Messenger, OutgoingMessage } from '../../services/notify/message';
import { SECOND_MS } from '../../services/platform/durations';
import type { Log } from '../../services/platform/log';
import { withTimeout } from '../../services/platform/timeout';
import { firstNotice, type NoticeSources } from '../../views/noticeFacts';
import type { Services } from '../../views/services';
import { kindOf } from '../channel/activityAddress';
import type { CardMessages } from '../channel/cardMessages';
import { ChannelError } from '../channel/connectorClient';
import { deliveryVerdict } from '../channel/deliveryPolicy';
import type { Address, OneTry } from '../channel/sender';
import { closedView, FACTS_MS, isHeartbeat, isOfQuestion, viewNow } from './messageView';

interface MessengerParts {
  readonly sources: NoticeSources;
  /** The conversation's own language and time zone take precedence over those of the person who asked. */
  readonly settings: Pick<Services['settings'], 'of'>;
  /** How to reach a conversation, without a thread; null if that is not known. */
  readonly referenceOf: (to: ConversationKey) => Promise<Address | null>;
  readonly render: (view: View, reader: CardReader) => Promise<Rendered>;
  /** What a heartbeat shows now; settles within 5 s of real time. */
  readonly heartbeat: () => Promise<View>;
  readonly oneTry: OneTry;
  readonly cards: CardMessages;
  readonly log: Log;
}
/** The channel's time to answer, in real ms. */
const CHANNEL_MS = 14 * SECOND_MS;

/**
 * Renders a message at the time of sending, in the conversation's language and time zone, and tries once. The outbox
 * repeats.
 */
export function createMessenger(parts: MessengerParts): Messenger {
  return {
    async post(message) {
      const ready = await prepare(message, message.late, parts);
      const { to, activityId } = await inChannelTime(sendInThread(ready, message.alert, parts), parts.log);
      if (activityId !== null) parts.cards.remember(ready.cardId, { to, activityId });
      return { activityId };
    },
    async update(message, activityId) {
      // The posted message told the event in time, so an update of it is never marked late.
      const { to, rendered, cardId } = await prepare(message, false, parts);
      parts.cards.remember(cardId, { to, activityId }); // Before it: a reader may press at once.
      await inChannelTime(parts.oneTry.update(to, activityId, rendered), parts.log);
    },
  };
}

interface Prepared {
  /** The address with the thread, if the message has one. */
  readonly to: Address;
  /** The address without the thread; null if `to` has no thread. */
  readonly root: Address | null;
  readonly rendered: Rendered;
  readonly cardId: string;
}

async function prepare(message: OutgoingMessage, late: boolean, parts: MessengerParts): Promise<Prepared> {
  const { language, timeZone, toldMs, to } = message;
  const [where, view, set] = await Promise.all([
    addressOf(message, parts),
    viewOf(message, late, parts),
    withTimeout(parts.settings.of(to), FACTS_MS, () => null),
  ]);
  const reader = { language, timeZone, ...set };
  const cardId = cardIdOf(message);
  try {
    return {
      ...where,
      cardId,
      rendered: await parts.render(view(), { ...reader, now: new Date(toldMs), cardId }),
    };
  } catch (error) {
    parts.log.error({ err: error, ...nameOf(message) }, 'a message could not be drawn');
    throw new DeliveryError('impossible');
  }
}

async function viewOf(message: OutgoingMessage, late: boolean, parts: MessengerParts): Promise<() => View> {
  if (isOfQuestion(message)) return closedView(message);
  if (!isHeartbeat(message)) return viewNow({ ...message, late }, parts);
  const view = await parts.heartbeat();
  return () => view;
}

/** Fields for the log. */
function nameOf(message: OutgoingMessage): object {
  if (isOfQuestion(message) || isHeartbeat(message)) return { event: message.content.kind };
  const { jobKey, event } = firstNotice(message.content);
  return { jobKey, event };
}

/**
 * Only channels have threads. A message without an address waits for the conversation's next activity, which brings
 * one.
 */
async function addressOf(
  { to, thread }: OutgoingMessage,
  { referenceOf, log }: MessengerParts,
): Promise<Pick<Prepared, 'to' | 'root'>> {
  let reference: Address | null;
  try {
    reference = await referenceOf(to);
  } catch (error) {
    log.warn({ err: error }, 'where a conversation is could not be read');
    throw new DeliveryError('retry');
  }
  const conversation = reference?.conversation;
  if (!reference || !conversation) {
    log.warn({ conversation: to.conversation }, 'where a conversation is is not known; its messages wait');
    throw new DeliveryError('retry');
  }
  const root = { ...reference, conversation: { ...conversation, id: to.conversation } };
  if (thread === null || kindOf(root.conversation) !== 'channel') return { to: root, root: null };
  const id = `${to.conversation};messageid=${thread}`;
  return { to: { ...root, conversation: { ...conversation, id } }, root };
}

/** If the thread's first message was deleted, the message begins a new thread. */
async function sendInThread(
  { to, root, rendered }: Prepared,
  alert: boolean,
  { oneTry, log }: MessengerParts,
): Promise<{ readonly to: Address; readonly activityId: string | null }> {
  try {
    return { to, activityId: await oneTry.send(to, rendered, alert) };
  } catch (error) {
    if (root === null || !(error instanceof ChannelError) || error.status !== 404) throw error;
    log.info({ code: error.code }, 'a thread is no more; its message is sent outside it');
    return { to: root, activityId: await oneTry.send(root, rendered, alert) };
  }
}

/** Unique across conversations: one job may have a card with the same `cardId` in each of several. */
function cardIdOf({ cardId, to }: OutgoingMessage): string {
  return `${cardId}@${createHash('sha256').update(conversationMapKey(to)).digest('base64url').slice(0, 12)}`;
}

async function inChannelTime<T>(sending: Promise<T>, log: Log): Promise<T> {
  let done: { readonly value: T } | null;
  try {
    done = await withTimeout(
      sending.then((value) => ({ value })),
      CHANNEL_MS,
      () => null,
    );
  } catch (error) {
    throw deliveryError(error, log);
  }
  if (done === null) throw new DeliveryError('unanswered');
  return done.value;
}

function deliveryError(error: unknown, log: Log): DeliveryError {
  const { failure, waitMs } = deliveryVerdict(error);
  if (error instanceof ChannelError) {
    const { status, code } = error;
    log.info({ status, code }, 'the channel did not take a message');
  } else log.warn({ err: error }, 'a message may not have been sent');
  // The outbox tries for a day, and within a day somebody may lift what forbids the message.
  return new DeliveryError(failure === 'forbidden' ? 'retry' : failure, waitMs);
}
