import type { ConversationKey } from '../access/conversation';
import type { NotifyTables } from '../notify/repositories';
import type { ProposalRows } from './repositories';

/** The tables of activities and conversations; services/store implements them. */
export interface ActivityTables extends NotifyTables {
  readonly activities: Activities;
  readonly proposals: NotifyTables['proposals'] & Pick<ProposalRows, 'stands'>;
  readonly conversations: ConversationReferences;
}

/** Teams gives an activity an id that is unique in its conversation (docs/teams.md). */
export interface ActivityId extends ConversationKey {
  readonly activity: string;
}

interface SeenActivity extends ActivityId {
  readonly body: unknown;
}

export interface UnansweredActivity {
  readonly body: unknown;
  /** When the activity's first delivery came, in epoch ms of the bot's clock. */
  readonly seenMs: number;
}

/**
 * `mine`: this process must answer it; `again` means that an earlier process began and died. `busy`: another process is
 * answering it.
 */
type ActivityClaim =
  | { readonly state: 'mine'; readonly again: boolean }
  | { readonly state: 'busy' }
  | { readonly state: 'answered'; readonly result: unknown };

/** Idempotent consumer: Teams may deliver an activity several times, and it counts as done only once it is answered. */
export interface Activities {
  /**
   * Takes `seen` for `owner` for 30 s of real time, unless another owner holds or has answered it. An owner may
   * take its own activity again. `now` is epoch ms of the bot's clock.
   */
  claim(seen: SeenActivity, by: { readonly owner: string; readonly now: number }): Promise<ActivityClaim>;
  /** Stores the answer for a repeated delivery. The body, which holds what was typed, is emptied. */
  answered(key: ActivityId, result: unknown): Promise<void>;
  /** Extends the leases of all unanswered activities of `owner` by 30 s, for answers that take long. */
  renewAll(owner: string): Promise<void>;
  /** Takes over activities whose process died before it answered, oldest first. */
  takeLeft(owner: string, limit: number): Promise<readonly UnansweredActivity[]>;
}

/**
 * How to send unasked messages to a conversation. Every activity refreshes it, because the service URL may change
 * (docs/teams.md).
 */
export interface ConversationReferences {
  /** `at` is epoch ms. True if Teams had answered 404 for this conversation before. */
  put(to: ConversationKey, reference: unknown, at: number): Promise<boolean>;
  /** Null if no activity ever came from the conversation. */
  get(to: ConversationKey): Promise<unknown>;
  remove(to: ConversationKey): Promise<void>;
  /** The conversation of this id that was heard of last; null if no activity ever came from it. */
  keyOf(conversation: string): Promise<ConversationKey | null>;
}
