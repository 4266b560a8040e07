import type { ConversationKey } from '../access/conversation';
import type { JobKey } from '../backup/ids';
import type { JobSubscription } from './jobSubscription';
import type { Watch } from './watch';

/** The subscriptions to jobs, unique by job key and conversation. Purged 30 days after `createdMs`. */
export interface JobSubscriptions {
  /** Resolves with false and changes nothing if there is one already. */
  add(subscription: JobSubscription): Promise<boolean>;
  /** The job's subscriptions, at most 100. */
  ofJob(jobKey: JobKey): Promise<readonly JobSubscription[]>;
  /** The conversation's subscriptions, newest first, at most 100. */
  ofConversation(to: ConversationKey): Promise<readonly JobSubscription[]>;
  /** Records the message that shows its card. Does nothing if there is no such subscription. */
  setCard(jobKey: JobKey, to: ConversationKey, cardActivityId: string): Promise<void>;
  remove(jobKey: JobKey, to: ConversationKey): Promise<void>;
  removeConversation(to: ConversationKey): Promise<void>;
}

/** The watches, unique by conversation and scope (`scopeKey`). */
export interface Watches {
  /** Adds the watch, or replaces the watch of its scope, even an ended one. */
  put(watch: Watch): Promise<void>;
  /** Deletes it. Resolves with whether there was one that had not ended. */
  remove(to: ConversationKey, scopeKey: string): Promise<boolean>;
  /** Watches with one of the scope keys that have not ended, oldest first, at most 5,000. */
  ofScopes(scopeKeys: readonly string[]): Promise<readonly Watch[]>;
  /** The conversation's watches that have not ended, oldest first, at most 500. */
  ofConversation(to: ConversationKey): Promise<readonly Watch[]>;
  /**
   * Watches of all conversations that have not ended, in the order of tenant, conversation and scope key. The page
   * begins after `after`, or with the first watch if it is null.
   */
  page(
    after: { readonly to: ConversationKey; readonly scopeKey: string } | null,
    limit: number,
  ): Promise<readonly Watch[]>;
  /** Ends the watches of a conversation that is gone. They are kept for 90 days, so that a command can restore them. */
  end(to: ConversationKey, atMs: number): Promise<void>;
  /** Revives the watches that `end` ended at exactly that time. */
  revive(to: ConversationKey, endedMs: number): Promise<void>;
  /** The conversation's watches that `end` has ended, oldest first, at most 500. */
  endedOf(to: ConversationKey): Promise<readonly Watch[]>;
}
