import type { ConversationKey } from '../access/conversation';
import type { JobEvent } from '../backup/jobEvents';
import type { JobSubscriptions, Watches } from '../subscriptions/repositories';

/** All methods work within the transaction that their object is bound to. Times are epoch ms of the bot's clock. */
export interface NotifyTables {
  readonly notices: Notices;
  readonly jobSubscriptions: JobSubscriptions;
  readonly watches: Watches;
  readonly outbox: OutboxRows;
  readonly posted: Posted;
  readonly reach: Reach;
  readonly grouping: GroupingRecords;
  /** Questions that wait for a yes: what is told unasked comes between them and a bare answer. */
  readonly proposals: { told(place: string): Promise<void> };
}

/** What was told to whom. Purged after 30 days. */
export interface Notices {
  /** false, and nothing is changed, where the (job key, event, conversation) is there already. */
  add(notice: {
    readonly jobKey: string;
    readonly event: JobEvent;
    readonly to: ConversationKey;
    readonly atMs: number;
  }): Promise<boolean>;
}

/** A message that waits to be sent. */
export interface OutRow {
  /** Given by the store; grows. The order in a conversation. */
  readonly id: number;
  readonly to: ConversationKey;
  /** Names the message that this is a state of; null: a message that never changes. At most one row waits per conversation and slot. */
  readonly slot: string | null;
  /** It only changes a message that is there already: it keeps no order, and is never posted. */
  readonly update: boolean;
  /** JSON of ours, at most 60,000 characters. */
  readonly body: string;
  /** Grows each time that `body` is replaced. */
  readonly version: number;
  readonly createdMs: number;
  /** It is not tried before. */
  readonly dueMs: number;
  readonly tries: number;
  /** Those of them after which it may be there: no answer came, or the channel said that it failed. */
  readonly unanswered: number;
  /** Those of them at which the channel said that it failed. */
  readonly failed: number;
  /** A send has begun and nothing is known of its end: its process died, or the channel did not answer. */
  readonly sending: boolean;
}

export interface OutboxDepth {
  /** Messages and changes that are to be sent by now: not the lapse of a question that is open, nor a go-ahead that is owed. */
  readonly rows: number;
  /** When the oldest of them was created; null: there is none. */
  readonly oldestMs: number | null;
  /** Go-aheads that wait until nothing else stands against them. */
  readonly deferred: number;
}

export interface OutboxRows {
  /**
   * Adds a row (version 1, never tried, not sending, `dueMs` = `createdMs`). Where one with its slot waits, that one keeps
   * its id and place, takes the `body` and the next version, and stays `update` only if both are.
   */
  put(row: Pick<OutRow, 'to' | 'slot' | 'update' | 'body' | 'createdMs'>): Promise<void>;
  /** How many wait for the conversation. */
  count(to: ConversationKey): Promise<number>;
  /** Of conversations in reach, for the metrics: what waits to be sent at `nowMs`, and go-aheads that are owed. */
  depth(nowMs: number): Promise<OutboxDepth>;
  /** Conversations in reach with a row whose `dueMs` is not after `nowMs`, each once, those with the smallest id first. */
  dueConversations(nowMs: number, limit: number): Promise<readonly ConversationKey[]>;
  /** The smallest `dueMs` that is after `nowMs`; null where there is none. */
  nextDueMs(nowMs: number): Promise<number | null>;
  /** Its row with the smallest id that is not `update`, due or not; null where there is none. */
  head(to: ConversationKey): Promise<OutRow | null>;
  /** Its `update` rows that are due, oldest `dueMs` first. */
  dueUpdates(to: ConversationKey, nowMs: number, limit: number): Promise<readonly OutRow[]>;
  /** Brings forward what waits in the slot and was not tried yet, to `dueMs` where it was due later. */
  bringForward(to: ConversationKey, slot: string, dueMs: number): Promise<void>;
  /** Sets the fields given; nothing happens where the row is gone. */
  mark(
    id: number,
    fields: Partial<Pick<OutRow, 'dueMs' | 'tries' | 'unanswered' | 'failed' | 'sending' | 'update'>>,
  ): Promise<void>;
  /** None of the conversation's rows waits longer than until `atMs`, but those that are created for a later time (`createdMs`). */
  bringAllForward(to: ConversationKey, atMs: number): Promise<void>;
  /** Deletes the row if it still has that version; false where its body was replaced meanwhile. true where it is gone. */
  remove(id: number, version: number): Promise<boolean>;
  removeConversation(to: ConversationKey): Promise<void>;
}

/** Whether the channel still knows a conversation. */
export interface Reach {
  /** It said that it does not: how often by now, and since when, without a message taken or a word said there in between. */
  missed(to: ConversationKey, atMs: number): Promise<{ readonly times: number; readonly sinceMs: number }>;
  /** It took a message there. */
  reached(to: ConversationKey): Promise<void>;
  /** From `atMs` on nothing is due there. false, and nothing is changed, where somebody has spoken there since `triedMs`. */
  rest(to: ConversationKey, at: { readonly triedMs: number; readonly atMs: number }): Promise<boolean>;
  /** null: it does not rest. */
  restingSince(to: ConversationKey): Promise<number | null>;
  /** It is in reach, whatever was: since when it rested; null: it did not. */
  back(to: ConversationKey): Promise<number | null>;
}

/** Which activity shows a slot. Purged 30 days after `atMs`. */
export interface Posted {
  get(to: ConversationKey, slot: string): Promise<{ readonly activityId: string; readonly atMs: number } | null>;
  /** Adds or replaces it. */
  put(to: ConversationKey, slot: string, posted: { readonly activityId: string; readonly atMs: number }): Promise<void>;
  remove(to: ConversationKey, slot: string): Promise<void>;
}

/** What a conversation's watches have been told lately: one text each, JSON of ours, at most 500,000 characters. */
export interface GroupingRecords {
  /** Locked until the transaction ends, also where there is none yet (null): two replicas must not both begin a night. */
  get(to: ConversationKey): Promise<string | null>;
  /** Adds or replaces it. */
  put(to: ConversationKey, record: string, atMs: number): Promise<void>;
  remove(to: ConversationKey): Promise<void>;
}
