import { createHash } from 'node:crypto';

import type { Reader, Rendered, View } from '../cards/views';
import { placeKey } from '../services/notify/audience';
import { DeliveryError, type Messenger, type OutMessage } from '../services/notify/message';
import type { ConversationKey } from '../services/notify/notice';
import type { Log } from '../services/platform/log';
import type { CardMessages } from './cardMessages';
import { ChannelError, NOT_REACHED, NOT_TRUSTED } from './channelHttp';
import { noFacts, type NoticeFacts, noticeOf, type NoticeSources, readFacts, viewOf } from './noticeView';
import type { Address, OneTry } from './sender';

export interface MessengerParts {
  readonly sources: NoticeSources;
  /** How to reach a conversation, without a thread; null: it is not known. */
  readonly referenceOf: (to: ConversationKey) => Promise<Address | null>;
  readonly render: (view: View, reader: Reader) => Promise<Rendered>;
  readonly oneTry: OneTry;
  readonly cards: CardMessages;
  readonly log: Log;
}

/** Real ms; together below the 20 s within which a call settles. */
const FACTS_MS = 4_000;
const CHANNEL_MS = 14_000;

/** Draws a message at the moment of sending, in the conversation's language and zone, and sends it: one try (services/notify). */
export function createMessenger(parts: MessengerParts): Messenger {
  return {
    async post(message) {
      const { to, rendered, cardId } = await prepared(message, message.late, parts);
      const activityId = await tried(parts.oneTry.send(to, rendered, message.alert), parts.log);
      if (activityId !== null) parts.cards.remember(cardId, { to, activityId });
      return { activityId };
    },
    async update(message, activityId) {
      // It was told when it was posted: what changes it is not late.
      const { to, rendered, cardId } = await prepared(message, false, parts);
      parts.cards.remember(cardId, { to, activityId }); // Before: whoever sees it may press at once.
      await tried(parts.oneTry.update(to, activityId, rendered), parts.log);
    },
  };
}

interface Prepared {
  readonly to: Address;
  readonly rendered: Rendered;
  readonly cardId: string;
}

async function prepared(message: OutMessage, late: boolean, parts: MessengerParts): Promise<Prepared> {
  const [to, facts] = await Promise.all([addressOf(message, parts), factsOf(message, parts)]);
  const { language, timeZone, toldMs } = message;
  const cardId = cardIdOf(message);
  try {
    const view = viewOf({ ...message, late }, facts, parts.sources.clock.speed);
    return { to, cardId, rendered: await parts.render(view, { language, timeZone, now: new Date(toldMs), cardId }) };
  } catch (error) {
    const { jobKey, event } = noticeOf(message.content);
    parts.log.error({ err: error, jobKey, event }, 'a message could not be drawn');
    throw new DeliveryError('refused');
  }
}

/** In its thread, where it has one. */
async function addressOf({ to, thread }: OutMessage, { referenceOf, log }: MessengerParts): Promise<Address> {
  let reference: Address | null;
  try {
    reference = await referenceOf(to);
  } catch (error) {
    log.warn({ err: error }, 'where a conversation is could not be read');
    throw new DeliveryError('retry');
  }
  const conversation = reference?.conversation;
  if (!reference || !conversation) throw new DeliveryError('gone');
  const id = thread === null ? to.conversation : `${to.conversation};messageid=${thread}`;
  return { ...reference, conversation: { ...conversation, id } };
}

/** A message is not kept back for what merely belongs to it. */
async function factsOf(message: OutMessage, { sources, log }: MessengerParts): Promise<NoticeFacts> {
  try {
    const facts = await within(FACTS_MS, readFacts(message, sources));
    if (facts !== null) return facts;
    log.info({ event: noticeOf(message.content).event }, 'a message is sent without what could not be read in time');
  } catch (error) {
    log.warn({ err: error }, 'a message is sent without what could not be read');
  }
  return noFacts();
}

/** Unique among all conversations: watchers of one job have cards of one name. */
function cardIdOf({ cardId, to }: OutMessage): string {
  return `${cardId}@${createHash('sha256').update(placeKey(to)).digest('base64url').slice(0, 12)}`;
}

async function tried<T>(sending: Promise<T>, log: Log): Promise<T> {
  let done: { readonly value: T } | null;
  try {
    done = await within(
      CHANNEL_MS,
      sending.then((value) => ({ value })),
    );
  } catch (error) {
    throw deliveryError(error, log);
  }
  if (done === null) throw new DeliveryError('unanswered');
  return done.value;
}

/** TEAMS.md 2, status table. What is wrong with us or the way to the channel (401, 408) says nothing of the message. */
const RETRIED: readonly number[] = [401, 408, 412, 429, 502, 503, 504];
const GONE: readonly number[] = [403, 404];

function deliveryError(error: unknown, log: Log): DeliveryError {
  if (!(error instanceof ChannelError)) {
    log.warn({ err: error }, 'a message may not have been sent');
    return new DeliveryError('unanswered');
  }
  const { status, code, retryAfterMs } = error;
  log.info({ status, code }, 'the channel did not take a message');
  if (code === NOT_REACHED || RETRIED.includes(status)) return new DeliveryError('retry', retryAfterMs);
  if (code === NOT_TRUSTED) return new DeliveryError('refused');
  if (GONE.includes(status)) return new DeliveryError('gone');
  // A proxy's 500 names no code; the channel's own comes after it has read the message.
  if (status === 500 && code === '') return new DeliveryError('retry', retryAfterMs);
  return new DeliveryError(status === 0 || status >= 500 ? 'unanswered' : 'refused');
}

/** null: it took longer than `ms` of real time. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      resolve(null);
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined); // Nobody waits for it any more.
  }
}
