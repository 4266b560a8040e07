import type { ConversationKey } from '../access/conversation';
import type { JobSubscription } from './jobSubscription';
import type { Watch } from './watch';

/** Unique by job key and conversation. Purged 30 days after `createdMs`. */
export interface JobSubscriptions {
  /** false, and nothing is changed, where there is one already. */
  add(subscription: JobSubscription): Promise<boolean>;
  /** At most 100. */
  ofJob(jobKey: string): Promise<readonly JobSubscription[]>;
  /** The newest first, at most 100. */
  ofConversation(to: ConversationKey): Promise<readonly JobSubscription[]>;
  /** Its card's message is known now. Nothing happens where there is no such promise. */
  setCard(jobKey: string, to: ConversationKey, cardActivityId: string): Promise<void>;
  remove(jobKey: string, to: ConversationKey): Promise<void>;
  removeConversation(to: ConversationKey): Promise<void>;
}

/** Unique by conversation and scope (`scopeKey`). Index them by scope key. */
export interface Watches {
  /** Adds it or replaces the one of its scope, an ended one too. */
  put(watch: Watch): Promise<void>;
  /** Whether there was one that had not ended. */
  remove(to: ConversationKey, scopeKey: string): Promise<boolean>;
  /** Those of any of the scope keys that have not ended, oldest first, at most 5,000. */
  ofScopes(scopeKeys: readonly string[]): Promise<readonly Watch[]>;
  /** Those that have not ended, oldest first, at most 500. */
  ofConversation(to: ConversationKey): Promise<readonly Watch[]>;
  /** Those not ended of all conversations, in the order of (tenant, conversation, scope key), from behind `after` (null: the first page). */
  page(
    after: { readonly to: ConversationKey; readonly scopeKey: string } | null,
    limit: number,
  ): Promise<readonly Watch[]>;
  /** Ends all of a conversation: it is gone, or blocked. Ended ones are kept 90 days, so that they can be asked back. */
  end(to: ConversationKey, atMs: number): Promise<void>;
  /** Those that `end` ended at just that time have not ended. */
  revive(to: ConversationKey, endedMs: number): Promise<void>;
  /** Those that `end` ended, oldest first, at most 500. */
  endedOf(to: ConversationKey): Promise<readonly Watch[]>;
}
