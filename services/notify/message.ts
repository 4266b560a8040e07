import type { Asker, ConversationKey } from '../access/conversation';
import type { VerdictReason } from '../backup/findings';
import type { Notice } from '../backup/jobEvents';
import type { Language } from '../platform/language';
import type { WatchScope } from '../subscriptions/watch';
import type { FailureCard, NightTally } from './failureCard';
import type { QuestionAsks, QuestionEnd } from './questionContent';

/** What a message about backups shows. `night` is set in a night's first message: it shows the night's counts too. */
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
  /** Id of the message that it replies to; null: none. */
  readonly thread: string | null;
  /** The slot of the message that it replies to, where that may not be sent yet. It takes precedence over `thread`. */
  readonly underSlot: string | null;
  /** Teams shows a toast for it. */
  readonly alert: boolean;
  readonly mention: Asker | null;
  readonly language: Language;
  readonly timeZone: string;
  readonly cardId: string;
  /** The kinds of watch that it is sent for; null: somebody asked for it, or each VM in `content` names its own. */
  readonly watches: readonly WatchScope['kind'][] | null;
  /** What was sent in place of this go-ahead, which is deferred; absent: it is not. */
  readonly toldInstead?: readonly Exclude<Validity, 'fresh'>[];
  /** When the job subscription was made that it is sent for, epoch ms; absent: it is sent for watches. */
  readonly askedMs?: number;
}

/** Whether a go-ahead ("the snapshot is done, you may change the VM") is true when it is sent; `fresh` for all else. */
export type Validity =
  /** No backup of the VM stands against a change. */
  | 'fresh'
  /** Another backup of the VM (`other`) stands against a change: the message says so instead. */
  | 'anotherSnapshot'
  /** Not all backups of the VM could be read in time: the message says only what is known. */
  | 'unread';

/** Another backup of a message's VM that stands against a change of the VM. */
export interface Obstacle {
  readonly reason: VerdictReason;
  /** When its snapshot, the job or the trigger began, epoch ms; null where that is not known. */
  readonly sinceMs: number | null;
  /** null: Azure has not named its job yet. */
  readonly jobId: string | null;
}

/** A message about backups as it is sent. */
export interface OutMessage extends Omit<Draft, 'underSlot' | 'watches' | 'toldInstead' | 'askedMs'> {
  readonly to: ConversationKey;
  readonly validity: Validity;
  /** Set for `anotherSnapshot`, and for the end of a job where one is known; null: none is known. */
  readonly other: Obstacle | null;
  /** It is sent more than two minutes after the event, so it shows both times. */
  readonly late: boolean;
  /** When this try began, epoch ms of the bot's clock. */
  readonly toldMs: number;
}

/** What replaces a question's card once the question is over. */
interface QuestionContent {
  readonly kind: 'question';
  readonly by: string;
  readonly asks: QuestionAsks;
  readonly end: QuestionEnd;
}

/** Any message that waits in the outbox. */
export type QueuedMessage = Draft | (Omit<Draft, 'content'> & { readonly content: QuestionContent });
/** Any message as it is sent. */
export type OutgoingMessage = OutMessage | QuestionMessage;

export type QuestionMessage = Omit<OutMessage, 'content'> & { readonly content: QuestionContent };

/**
 * Sends messages to the channel. Every call makes one try and settles within 20 s of real time, since the lease of a
 * conversation lasts 30 s. It rejects with DeliveryError; any other error counts as `unanswered`.
 */
export interface Messenger {
  /** Resolves with the new message's id, null where the channel named none. */
  post(message: OutgoingMessage): Promise<{ readonly activityId: string | null }>;
  update(message: OutgoingMessage, activityId: string): Promise<void>;
}

/** false: it shows what became of a question. */
export function isBackupMessage(waiting: QueuedMessage): waiting is Draft {
  return waiting.content.kind !== 'question';
}
