import type { AuditLog } from '../access/audit';
import type { ConversationKey } from '../access/conversation';
import type { JobKey } from '../backup/ids';
import type { JobEvent } from '../backup/jobEvents';
import type { JobSubscriptions, Watches } from '../subscriptions/repositories';

/**
 * The tables that notifications need; services/store implements them. All methods work within the transaction that
 * their object is bound to. Times are epoch ms of the bot's clock.
 */
export interface NotifyTables {
  readonly notices: Notices;
  readonly jobSubscriptions: JobSubscriptions;
  readonly watches: Watches;
  readonly outbox: OutboxRows;
  readonly posted: Posted;
  readonly reach: Reach;
  readonly grouping: GroupingRecords;
  readonly audit: Pick<AuditLog, 'record'>;
  /** Records that the bot sent an unasked message. A later bare "yes" may be meant for it. */
  readonly proposals: { botSpoke(place: string): Promise<void> };
}

/** Which conversation was told of which event. Purged after 30 days. */
export interface Notices {
  /** Resolves with false and changes nothing if the same job key, event and conversation are stored already. */
  add(notice: {
    readonly jobKey: JobKey;
    readonly event: JobEvent;
    readonly to: ConversationKey;
    readonly atMs: number;
  }): Promise<boolean>;
}

/** A message that waits to be sent. `RowState` in rowState.ts lists its states. */
export interface OutRow {
  /** Grows with each row of the store, and orders the rows of a conversation. */
  readonly id: number;
  readonly to: ConversationKey;
  /**
   * Names the message whose state this row holds; null for a message that never changes. A conversation has at most one
   * row per slot.
   */
  readonly slot: string | null;
  /** Whether the row only updates a sent message. Such a row needs no order, and is never sent as a new message. */
  readonly update: boolean;
  /** JSON by `draftToJson`, at most 60,000 characters. */
  readonly body: string;
  /** Grows each time that `body` is replaced. */
  readonly version: number;
  readonly createdMs: number;
  /** The row is not sent before this time. */
  readonly dueMs: number;
  readonly tries: number;
  /**
   * The number of tries after which the message may have arrived: no answer came, or the channel answered that it
   * failed.
   */
  readonly unanswered: number;
  /** The number of tries that the channel refused, or answered that it failed. */
  readonly failed: number;
  /** Whether a send began and its result is not known: it runs, its process died, or the channel did not answer. */
  readonly sending: boolean;
}

/** How much waits in conversations within reach, for the metrics. */
interface OutboxDepth {
  /** Messages and updates due by now, without deferred go-aheads and the updates of open questions. */
  readonly rows: number;
  /** When the oldest of `rows` was created; null if there is none. */
  readonly oldestMs: number | null;
  /** Deferred go-aheads, which wait until no other backup blocks changes. */
  readonly deferred: number;
}

export interface OutboxRows {
  /**
   * Adds a row: version 1, never tried, not sending, due at `createdMs`. If a row of its slot waits, that row keeps its
   * id and order, and gets the `body` and the next version instead. It stays `update` only if both are.
   */
  put(row: Pick<OutRow, 'to' | 'slot' | 'update' | 'body' | 'createdMs'>): Promise<void>;
  /** How many rows the conversation has. */
  count(to: ConversationKey): Promise<number>;
  depth(nowMs: number): Promise<OutboxDepth>;
  /** Conversations within reach that have a row due at `nowMs`, each once; those with the smallest row id first. */
  dueConversations(nowMs: number, limit: number): Promise<readonly ConversationKey[]>;
  /** The smallest `dueMs` that is after `nowMs`; null if there is none. */
  nextDueMs(nowMs: number): Promise<number | null>;
  /** The row with the smallest id that is not `update`, due or not; null if there is none. */
  head(to: ConversationKey): Promise<OutRow | null>;
  /** The `update` rows that are due, smallest `dueMs` first. */
  dueUpdates(to: ConversationKey, nowMs: number, limit: number): Promise<readonly OutRow[]>;
  /** Makes the row of the slot due at `dueMs`, if it was due later and was never tried. */
  bringForward(to: ConversationKey, slot: string, dueMs: number): Promise<void>;
  /** Sets the given fields; only `changeRow` calls it. Does nothing if the row is gone. */
  mark(
    id: number,
    fields: Partial<Pick<OutRow, 'dueMs' | 'tries' | 'unanswered' | 'failed' | 'sending' | 'update'>>,
  ): Promise<void>;
  /** Makes the conversation's rows due at `atMs` if they were due later, but not rows whose `createdMs` is later. */
  bringAllForward(to: ConversationKey, atMs: number): Promise<void>;
  /** Deletes the row if it still has that version. False if its body was replaced meanwhile, so that it stays. */
  remove(id: number, version: number): Promise<boolean>;
  removeConversation(to: ConversationKey): Promise<void>;
}

/** Whether the channel can still reach a conversation. */
export interface Reach {
  /** Counts a 404. Resolves with the number and the start of the 404s since the last success or person's message. */
  missed(to: ConversationKey, atMs: number): Promise<{ readonly times: number; readonly sinceMs: number }>;
  /** Records that the channel took a message in the conversation. */
  reached(to: ConversationKey): Promise<void>;
  /**
   * Records that the conversation is out of reach from `atMs` on. False, and no change, if somebody has spoken there
   * since `triedMs`.
   */
  rest(to: ConversationKey, at: { readonly triedMs: number; readonly atMs: number }): Promise<boolean>;
  /** Since when the conversation is out of reach; null if it is within reach. */
  restingSince(to: ConversationKey): Promise<number | null>;
  /**
   * Records that the conversation is within reach again. Resolves with since when it was not; null if it always was.
   */
  back(to: ConversationKey): Promise<number | null>;
}

/** Which message (activity) shows a slot. Purged 30 days after `atMs`. */
export interface Posted {
  get(to: ConversationKey, slot: string): Promise<{ readonly activityId: string; readonly atMs: number } | null>;
  put(to: ConversationKey, slot: string, posted: { readonly activityId: string; readonly atMs: number }): Promise<void>;
  remove(to: ConversationKey, slot: string): Promise<void>;
}

/** The last heartbeat of each conversation. */
export interface Heartbeats {
  /** Claims the day, such as `2026-11-28`. False, and no change, if that day or a later one was claimed before. */
  claim(to: ConversationKey, day: string): Promise<boolean>;
  /** Records that the channel took a heartbeat at `atMs`. */
  told(to: ConversationKey, atMs: number): Promise<void>;
  /** When the channel took the last one, in epoch ms; null if it never did. */
  toldMs(to: ConversationKey): Promise<number | null>;
}

/** One `GroupingRecord` a conversation, as JSON of at most 500,000 characters. */
export interface GroupingRecords {
  /**
   * Locks the conversation's record until the transaction ends, even a missing one (null), so that two replicas never
   * both begin a night.
   */
  get(to: ConversationKey): Promise<string | null>;
  put(to: ConversationKey, record: string, atMs: number): Promise<void>;
  remove(to: ConversationKey): Promise<void>;
}
