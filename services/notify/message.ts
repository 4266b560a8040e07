import type { Asker, ConversationKey } from '../access/conversation';
import type { VerdictReason } from '../backup/findings';
import type { Notice } from '../backup/jobEvents';
import { jobFromJson, jobToJson } from '../backup/jobJson';
import type { VaultRef } from '../backup/types';
import type { Language } from '../platform/language';
import type { WatchScope } from '../subscriptions/jobSubscription';
import type { QuestionAsks, QuestionEnd } from './questionContent';

/** What one night of a conversation's watches came to, beyond the message that shows it. */
export interface NightTally {
  /** The day on whose noon the night began, `2026-11-22`, in the watch's time zone. */
  readonly night: string;
  readonly failed: number;
  readonly warnings: number;
  /** Failed as they had before, which was told then: not told again. */
  readonly again: number;
  /** Failed this night and succeeded later in it. */
  readonly recovered: number;
}

export interface FailedVm {
  readonly jobKey: string;
  readonly vault: VaultRef;
  readonly itemId: string;
  readonly vmName: string;
  readonly vmResourceGroup: string;
  readonly atMs: number;
  /** When a later backup of the same night succeeded; null while none has. */
  readonly recoveredMs: number | null;
  /** The kinds of watch that it is told for. */
  readonly watches: readonly WatchScope['kind'][];
  /** It failed so before, which was told: how often by now, and since when (epoch ms). */
  readonly again?: { readonly times: number; readonly sinceMs: number };
}

/** One VM that failed or has warnings, or several with one code: a message that changes as more come and as they recover. */
export interface FailureCard {
  /** Azure's error code; its word for the status where it gave no code. */
  readonly code: string;
  /** The end of the first. It may have been left out of `vms`, since the reader may not see it: then draw only what is in `vms`. */
  readonly first: Notice;
  /** In the order they failed. */
  readonly vms: readonly FailedVm[];
  /** How many did not fit into `vms`. */
  readonly more: number;
}

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

export type DeliveryErrorKind =
  /** Another try may succeed: 412, 429, 502, 503, 504, a proxy's answer, a 403 that can be put right, or the channel was never reached. */
  | 'retry'
  /** A 403 that says so: the bot is not in the conversation, or may not write there, until somebody there changes that. */
  | 'gone'
  /** 404: the channel knows no such conversation or message. Teams says so at random of those that it knows (msteams-docs#9425). */
  | 'missing'
  /** A 404 that names the message: it was deleted. */
  | 'lost'
  /** 400 and the like, which Teams gives at random too: a few more tries tell whether any can succeed. */
  | 'refused'
  /** It can never be sent: it is too big, or cannot be drawn, or the conversation's address is none of the channel's. */
  | 'impossible'
  /** No answer came: it may have arrived, or not. */
  | 'unanswered'
  /** The channel says that it failed at it (500 with a code, TEAMS.md 2): it may have arrived, or every try fails. */
  | 'failed';

/** Whether the message may be there although its sending failed. */
export function mayHaveArrived(error: DeliveryError | null): boolean {
  return error?.kind === 'unanswered' || error?.kind === 'failed';
}

export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly kind: DeliveryErrorKind;
  /** The channel's Retry-After in ms of the bot's clock; null where it gave none. */
  readonly afterMs: number | null;

  constructor(kind: DeliveryErrorKind, afterMs: number | null = null) {
    super(`delivery: ${kind}`);
    this.kind = kind;
    this.afterMs = afterMs;
  }
}

/** The way out. Every call tries once, settles within 20 s of real time (a lease lasts 30 s) and rejects with DeliveryError; any other error counts as unanswered. */
export interface Messenger {
  /** Resolves with the new message's id, null where the channel named none. */
  post(message: OutgoingMessage): Promise<{ readonly activityId: string | null }>;
  update(message: OutgoingMessage, activityId: string): Promise<void>;
}

export function draftToJson(draft: QueuedMessage): string {
  return JSON.stringify(draft);
}

/** What `draftToJson` wrote. Throws as `draftFromJson`. */
export function queuedMessageFromJson(text: string): QueuedMessage {
  const waiting = JSON.parse(text) as QueuedMessage;
  return isBackupMessage(waiting) ? draftFromJson(text) : waiting;
}

/** Whether it tells of a backup. */
export function isBackupMessage(waiting: QueuedMessage): waiting is Draft {
  return waiting.content.kind !== 'question';
}

/** The draft that `draftToJson` wrote. Throws SyntaxError or TypeError for any other text. */
export function draftFromJson(text: string): Draft {
  const draft = JSON.parse(text) as Draft;
  const { content } = draft;
  if (content.kind === 'group')
    return { ...draft, content: { ...content, group: { ...content.group, first: reviveTimes(content.group.first) } } };
  return { ...draft, content: { ...content, notice: reviveTimes(content.notice) } };
}

/** A notice that went through JSON, its job's times put right. */
export function reviveTimes(notice: Notice): Notice {
  return { ...notice, job: notice.job && jobFromJson(jobToJson(notice.job)) };
}
