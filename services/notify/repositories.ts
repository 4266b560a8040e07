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
  /** The bot sent a message unasked: a bare "yes" that follows may not be meant for an older question. */
  readonly proposals: { botSpoke(place: string): Promise<void> };
}

/** Which conversation was told of which event. Purged after 30 days. */
export interface Notices {
  /** false, and nothing changes, where the same job key, event and conversation are there already. */
  add(notice: {
    readonly jobKey: JobKey;
    readonly event: JobEvent;
    readonly to: ConversationKey;
    readonly atMs: number;
  }): Promise<boolean>;
}

/** A message that waits to be sent. `RowState` in rowState.ts lists its states. */
export interface OutRow {
  /** Given by the store; grows. The order in a conversation. */
  readonly id: number;
  readonly to: ConversationKey;
  /** Names the message that this is a state of; null: it never changes. A conversation has one row per slot at most. */
  readonly slot: string | null;
  /** It only changes a message that was sent: it needs no order, and is never sent as a new message. */
  readonly update: boolean;
  /** JSON by `draftToJson`, at most 60,000 characters. */
  readonly body: string;
  /** Grows each time that `body` is replaced. */
  readonly version: number;
  readonly createdMs: number;
  /** It is not sent before this time. */
  readonly dueMs: number;
  readonly tries: number;
  /** Tries after which it may have arrived: no answer came, or the channel answered that it failed. */
  readonly unanswered: number;
  /** Tries that the channel refused, or answered that it failed. */
  readonly failed: number;
  /** A send began and its result is not known: it runs, its process died, or the channel did not answer. */
  readonly sending: boolean;
}

/** How much waits in conversations within reach, for the metrics. */
interface OutboxDepth {
  /** Messages and changes due by now, without deferred go-aheads and the changes of questions that still stand. */
  readonly rows: number;
  /** When the oldest of `rows` was created; null: there is none. */
  readonly oldestMs: number | null;
  /** Deferred go-aheads: they wait until no other backup stands against them. */
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
  /** The smallest `dueMs` that is after `nowMs`; null where there is none. */
  nextDueMs(nowMs: number): Promise<number | null>;
  /** The row with the smallest id that is not `update`, due or not; null: there is none. */
  head(to: ConversationKey): Promise<OutRow | null>;
  /** The `update` rows that are due, smallest `dueMs` first. */
  dueUpdates(to: ConversationKey, nowMs: number, limit: number): Promise<readonly OutRow[]>;
  /** Makes the row of the slot due at `dueMs`, if it was due later and was never tried. */
  bringForward(to: ConversationKey, slot: string, dueMs: number): Promise<void>;
  /** Sets the given fields; only `changeRow` calls it. Nothing happens where the row is gone. */
  mark(
    id: number,
    fields: Partial<Pick<OutRow, 'dueMs' | 'tries' | 'unanswered' | 'failed' | 'sending' | 'update'>>,
  ): Promise<void>;
  /** Makes the conversation's rows due at `atMs` if they were due later, but not rows whose `createdMs` is later. */
  bringAllForward(to: ConversationKey, atMs: number): Promise<void>;
  /** Deletes the row if it still has that version. false: its body was replaced meanwhile, so it stays. */
  remove(id: number, version: number): Promise<boolean>;
  removeConversation(to: ConversationKey): Promise<void>;
}

/** Whether the channel can still reach a conversation. */
export interface Reach {
  /** It answered 404. Resolves with how often, and since when, without a success or a person's message in between. */
  missed(to: ConversationKey, atMs: number): Promise<{ readonly times: number; readonly sinceMs: number }>;
  /** The channel took a message there. */
  reached(to: ConversationKey): Promise<void>;
  /** It is out of reach from `atMs` on. false, and nothing changes: somebody has spoken there since `triedMs`. */
  rest(to: ConversationKey, at: { readonly triedMs: number; readonly atMs: number }): Promise<boolean>;
  /** Since when it is out of reach; null: it is within reach. */
  restingSince(to: ConversationKey): Promise<number | null>;
  /** It is within reach from now on. Resolves with since when it was not; null: it was. */
  back(to: ConversationKey): Promise<number | null>;
}

/** Which message (activity) shows a slot. Purged 30 days after `atMs`. */
export interface Posted {
  get(to: ConversationKey, slot: string): Promise<{ readonly activityId: string; readonly atMs: number } | null>;
  put(to: ConversationKey, slot: string, posted: { readonly activityId: string; readonly atMs: number }): Promise<void>;
  remove(to: ConversationKey, slot: string): Promise<void>;
}

/** One `GroupingRecord` a conversation, as JSON of at most 500,000 characters. */
export interface GroupingRecords {
  /** Locked until the transaction ends, also where there is none (null): two replicas must not both begin a night. */
  get(to: ConversationKey): Promise<string | null>;
  put(to: ConversationKey, record: string, atMs: number): Promise<void>;
  remove(to: ConversationKey): Promise<void>;
}
