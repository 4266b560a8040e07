import { createHash } from 'node:crypto';

import type { BatchView } from '../../protocol/batchView';
import type { CardReader, Rendered } from '../../protocol/rendering';
import type { View } from '../../protocol/view';
import type { ConversationKey } from '../../services/access/conversation';
import { conversationMapKey } from '../../services/access/conversation';
import { DeliveryError, type DeliveryErrorKind } from '../../services/notify/deliveryError';
import type { Messenger, OutgoingMessage, OutMessage, QuestionMessage } from '../../services/notify/message';
import type { Log } from '../../services/platform/log';
import { withTimeout } from '../../services/platform/timeout';
import { messageViewNow } from '../../views/notice';
import { firstNotice, noFacts, type NoticeFacts, type NoticeSources, readFacts } from '../../views/noticeFacts';
import type { Services } from '../../views/services';
import { sharedCardView } from '../../views/sharedCard';
import { kindOf } from '../channel/activityAddress';
import type { CardMessages } from '../channel/cardMessages';
import { ChannelError, NOT_TRUSTED } from '../channel/connectorClient';
import { type Address, DELETED, isPassing, type OneTry } from '../channel/sender';

export interface MessengerParts {
  readonly sources: NoticeSources;
  /** What the conversation is set to speaks before the one who asked, or watches (README.md). */
  readonly settings: Pick<Services['settings'], 'of'>;
  /** How to reach a conversation, without a thread; null: it is not known. */
  readonly referenceOf: (to: ConversationKey) => Promise<Address | null>;
  readonly render: (view: View, reader: CardReader) => Promise<Rendered>;
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
      const ready = await prepared(message, message.late, parts);
      const { to, activityId } = await tried(sent(ready, message.alert, parts), parts.log);
      if (activityId !== null) parts.cards.remember(ready.cardId, { to, activityId });
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
  /** In its thread, where it has one. */
  readonly to: Address;
  /** The same without the thread; null: there is none. */
  readonly root: Address | null;
  readonly rendered: Rendered;
  readonly cardId: string;
}

async function prepared(message: OutgoingMessage, late: boolean, parts: MessengerParts): Promise<Prepared> {
  const { language, timeZone, toldMs, to } = message;
  const [where, view, set] = await Promise.all([
    addressOf(message, parts),
    isOfQuestion(message) ? closedView(message) : viewNow({ ...message, late }, parts),
    within(FACTS_MS, parts.settings.of(to)),
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

/** What the message says, once all is read that it needs. */
type ViewNow = () => View;

async function viewNow(message: OutMessage, parts: MessengerParts): Promise<ViewNow> {
  const together = await togetherOf(message, parts);
  if (together !== null) return () => together;
  const facts = await factsOf(message, parts);
  return () => messageViewNow(message, facts, parts.sources.clock.speed);
}

function closedView({ content }: QuestionMessage): ViewNow {
  return () => ({ ...content, kind: 'closed' });
}

function isOfQuestion(message: OutgoingMessage): message is QuestionMessage {
  return message.content.kind === 'question';
}

/** For the log. */
function nameOf(message: OutgoingMessage): object {
  if (isOfQuestion(message)) return { event: message.content.kind };
  const { jobKey, event } = firstNotice(message.content);
  return { jobKey, event };
}

/** Whether the card is shared with other backups decides what is drawn: where that cannot be read, the message waits. */
async function togetherOf(message: OutMessage, { sources, log }: MessengerParts): Promise<BatchView | null> {
  try {
    const read = await within(
      FACTS_MS,
      sharedCardView(message, sources).then((view) => ({ view })),
    );
    if (read !== null) return read.view;
  } catch (error) {
    log.warn({ err: error }, 'what a card shares could not be read');
  }
  throw new DeliveryError('retry');
}

/**
 * Only channels have threads (docs/teams.md). Without an address the message waits:
 * the conversation's next activity brings one.
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

/** Where the thread's first message was deleted, this one begins a thread itself. */
async function sent(
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

/** A message is not kept back for what merely belongs to it. */
async function factsOf(message: OutMessage, { sources, log }: MessengerParts): Promise<NoticeFacts> {
  try {
    const facts = await within(FACTS_MS, readFacts(message, sources));
    if (facts !== null) return facts;
    log.info({ event: firstNotice(message.content).event }, 'a message is sent without what could not be read in time');
  } catch (error) {
    log.warn({ err: error }, 'a message is sent without what could not be read');
  }
  return noFacts();
}

/** Unique among all conversations: watchers of one job have cards of one name. */
function cardIdOf({ cardId, to }: OutgoingMessage): string {
  return `${cardId}@${createHash('sha256').update(conversationMapKey(to)).digest('base64url').slice(0, 12)}`;
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

/**
 * The bot is not in the conversation, or may not write there. Any other 403 can be put right (`NotEnoughPermissions`,
 * `InvalidBotApiHost`), or comes from a proxy.
 */
const GONE: readonly string[] = [
  'BotNotInConversationRoster',
  'ConversationBlockedByUser',
  'BotDisabledByAdmin',
  'MessageWritesBlocked',
];

function deliveryError(error: unknown, log: Log): DeliveryError {
  if (!(error instanceof ChannelError)) {
    log.warn({ err: error }, 'a message may not have been sent');
    return new DeliveryError('unanswered');
  }
  const { status, code, retryAfterMs } = error;
  log.info({ status, code }, 'the channel did not take a message');
  const kind = isPassing(error) ? 'retry' : troubleOf(status, code);
  return new DeliveryError(kind, retryAfterMs);
}

function troubleOf(status: number, code: string): DeliveryErrorKind {
  if (code === NOT_TRUSTED || status === 413) return 'impossible';
  if (status === 404) return code === DELETED ? 'lost' : 'missing';
  if (status === 403) return GONE.includes(code) ? 'gone' : 'retry';
  if (status === 0) return 'unanswered';
  return status >= 500 ? 'failed' : 'refused';
}

/** null: it took longer than `ms` of real time. */
function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  return withTimeout(work, ms, () => null);
}
