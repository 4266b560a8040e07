import type { Asker, ConversationKey } from '../access/conversation';
import type { VerdictReason } from '../backup/findings';
import type { Notice } from '../backup/jobEvents';
import type { Language } from '../platform/language';
import type { WatchScope } from '../subscriptions/watch';
import type { FailureCard, NightTally } from './failureCard';
import type { QuestionAsks, QuestionEnd } from './questionContent';

export type MessageContent =
  /** One event of one job. `night`: it is the root of a night, which counts what else happened. */
  | { readonly kind: 'event'; readonly notice: Notice; readonly night: NightTally | null }
  /** The live card of a job, as the notice shows it. */
  | { readonly kind: 'card'; readonly notice: Notice }
  | { readonly kind: 'group'; readonly group: FailureCard; readonly night: NightTally | null };

/** A message as it waits. */
export interface Draft {
  readonly content: MessageContent;
  /** Id of the message that it is a reply to; null: none. */
  readonly thread: string | null;
  /** The slot whose message it is a reply to, known only once that one was sent; comes before `thread`. */
  readonly underSlot: string | null;
  /** Worth a toast. */
  readonly alert: boolean;
  readonly mention: Asker | null;
  readonly language: Language;
  readonly timeZone: string;
  readonly cardId: string;
  /** The kinds of watch that it is told for; null: it was asked for, or says itself for whom. */
  readonly watches: readonly WatchScope['kind'][] | null;
  /** What was told in place of a go-ahead that is owed still; absent: nothing was. */
  readonly toldInstead?: readonly Exclude<Validity, 'fresh'>[];
  /** When the promise was made by which it is told, epoch ms; absent: it is told by watches. */
  readonly askedMs?: number;
}

/** What is true of a go-ahead when it is told. */
export type Validity =
  /** Nothing stands against a change of the VM, as far as backups go. */
  | 'fresh'
  /** Something else of the VM stands against it (`other`): say that in its place. */
  | 'anotherSnapshot'
  /** Not all backups of the VM could be read in time: say what is known and no more. */
  | 'unread';

/** What stands against a change of a VM beside the backup that a message is of. */
export interface Obstacle {
  readonly reason: VerdictReason;
  /** When its snapshot, the job or the trigger began, epoch ms; null where that is not known. */
  readonly sinceMs: number | null;
  /** null: Azure has named none. */
  readonly jobId: string | null;
}

/** A message as it is sent. */
export interface OutMessage extends Omit<Draft, 'underSlot' | 'watches' | 'toldInstead' | 'askedMs'> {
  readonly to: ConversationKey;
  readonly validity: Validity;
  /** Of a go-ahead that is `anotherSnapshot`, and of an end where it is known; null: nothing is known of any. */
  readonly other: Obstacle | null;
  /** More than two minutes after it happened: say when it happened and when it is told. */
  readonly late: boolean;
  /** The bot's clock at this try. */
  readonly toldMs: number;
}

/** A question that is over, in the place of its card. */
export interface QuestionContent {
  readonly kind: 'question';
  readonly by: string;
  readonly asks: QuestionAsks;
  readonly end: QuestionEnd;
}
/** Anything that waits. */
export type QueuedMessage = Draft | (Omit<Draft, 'content'> & { readonly content: QuestionContent });
/** Anything that is told now. */
export type OutgoingMessage = OutMessage | QuestionMessage;
export type QuestionMessage = Omit<OutMessage, 'content'> & { readonly content: QuestionContent };

/** The way out. Every call tries once, settles within 20 s of real time (a lease lasts 30 s) and rejects with DeliveryError; any other error counts as unanswered. */
export interface Messenger {
  /** Resolves with the new message's id, null where the channel named none. */
  post(message: OutgoingMessage): Promise<{ readonly activityId: string | null }>;
  update(message: OutgoingMessage, activityId: string): Promise<void>;
}

/** Whether it tells of a backup. */
export function isBackupMessage(waiting: QueuedMessage): waiting is Draft {
  return waiting.content.kind !== 'question';
}
