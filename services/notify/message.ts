import type { Asker, ConversationKey } from '../access/conversation';
import type { VerdictReason } from '../backup/findings';
import type { Notice } from '../backup/jobEvents';
import type { Language } from '../platform/language';
import type { WatchScope } from '../subscriptions/watch';
import type { FailureCard, NightTally } from './failureCard';
import type { QuestionAsks, QuestionEnd } from './questionContent';

/**
 * What a message about backups shows. `night` is set in a night's first message, which also shows the night's counts.
 */
export type MessageContent =
  /** One event of one job. */
  | { readonly kind: 'event'; readonly notice: Notice; readonly night: NightTally | null }
  /** The live card of a job, as the notice shows it. */
  | { readonly kind: 'card'; readonly notice: Notice }
  /** One or more failures with the same error code. */
  | { readonly kind: 'group'; readonly group: FailureCard; readonly night: NightTally | null };

/** A message as it waits in the outbox. */
export interface Draft {
  readonly content: MessageContent;
  /** Id of the message to which this one replies; null if there is none. */
  readonly thread: string | null;
  /**
   * The slot of the message to which it replies, if that message may not be sent yet. It takes precedence over
   * `thread`.
   */
  readonly underSlot: string | null;
  /** Whether Teams shows a toast for the message. */
  readonly alert: boolean;
  readonly mention: Asker | null;
  readonly language: Language;
  readonly timeZone: string;
  readonly cardId: string;
  /**
   * The kinds of watch for which it is sent. Null: somebody requested it, or each VM in `content` names its own kinds.
   */
  readonly watches: readonly WatchScope['kind'][] | null;
  /** Set for a deferred go-ahead: what was sent in its place. */
  readonly toldInstead?: readonly Exclude<Validity, 'fresh'>[];
  /** When the message's job subscription was made, in epoch ms; absent for a message of watches. */
  readonly askedMs?: number;
  /** The request, or the read of Azure, that the message follows, as a `traceparent`. */
  readonly trace?: string;
  /** The read of Azure that led to the message, as a `traceparent`, if `trace` is the request. */
  readonly cause?: string;
}

/**
 * Whether a go-ahead ("the snapshot is done, you may change the VM") is true at sending; `fresh` for all other
 * messages.
 */
export type Validity =
  /** No backup of the VM blocks changes. */
  | 'fresh'
  /** Another backup of the VM (`other`) blocks changes, and the message says so instead. */
  | 'anotherSnapshot'
  /** Some backups of the VM could not be read in time. The message says only what is known. */
  | 'unread';

/** Another backup of the message's VM that blocks changes of the VM. */
export interface Obstacle {
  readonly reason: VerdictReason;
  /** When the other backup's snapshot, job or trigger began, in epoch ms; null if not known. */
  readonly sinceMs: number | null;
  /** The id of the other backup's job; null if Azure has not named it yet. */
  readonly jobId: string | null;
}

/** A message about backups as it is sent. */
export interface OutMessage extends Omit<
  Draft,
  'underSlot' | 'watches' | 'toldInstead' | 'askedMs' | 'trace' | 'cause'
> {
  readonly to: ConversationKey;
  readonly validity: Validity;
  /** Set for `anotherSnapshot`, and for the end of a job if another backup blocks changes; otherwise null. */
  readonly other: Obstacle | null;
  /** Whether the message is sent more than two minutes after the event. It then shows both times. */
  readonly late: boolean;
  /** When this try began, epoch ms of the bot's clock. */
  readonly toldMs: number;
}

/** The content that replaces a question's card once the question is over. */
interface QuestionContent {
  readonly kind: 'question';
  readonly by: string;
  readonly asks: QuestionAsks;
  readonly end: QuestionEnd;
}

/** "I am here", once a day. What it shows is found out when it is sent. */
interface HeartbeatContent {
  readonly kind: 'heartbeat';
  /** The day in the conversation's time zone, such as `2026-11-28`. */
  readonly day: string;
}

/** Any message that waits in the outbox. */
export type QueuedMessage = Draft | (Omit<Draft, 'content'> & { readonly content: QuestionContent | HeartbeatContent });
/** Any message as it is sent. */
export type OutgoingMessage = OutMessage | QuestionMessage | HeartbeatMessage;

export type QuestionMessage = Omit<OutMessage, 'content'> & { readonly content: QuestionContent };
export type HeartbeatMessage = Omit<OutMessage, 'content'> & { readonly content: HeartbeatContent };

/**
 * Sends messages to the channel. Every call makes one try and settles within 20 s of real time, because the lease of a
 * conversation lasts 30 s. It rejects with DeliveryError; any other error counts as `unanswered`.
 */
export interface Messenger {
  /** Resolves with the new message's id, null if the channel named none. */
  post(message: OutgoingMessage): Promise<{ readonly activityId: string | null }>;
  update(message: OutgoingMessage, activityId: string): Promise<void>;
}

/** False for the end of a question and for a heartbeat. */
export function isBackupMessage(waiting: QueuedMessage): waiting is Draft {
  return waiting.content.kind !== 'question' && waiting.content.kind !== 'heartbeat';
}
