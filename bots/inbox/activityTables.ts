import type { ConversationKey } from '../../services/access/conversation';
import type { NotifyTables } from '../../services/notify/repositories';

/** Teams gives an activity an id that is unique in its conversation. */
export interface ActivityId extends ConversationKey {
  readonly activity: string;
}

/** The tables of activities and conversations; services/store implements them. */
export interface ActivityTables extends NotifyTables {
  readonly activities: {
    claim(
      seen: ActivityId & { readonly body: unknown },
      by: { readonly owner: string; readonly now: number },
    ): Promise<
      | { readonly state: 'mine'; readonly again: boolean }
      | { readonly state: 'busy' }
      | { readonly state: 'answered'; readonly result: unknown }
    >;
    answered(key: ActivityId, result: unknown): Promise<void>;
    renewAll(owner: string): Promise<void>;
    takeLeft(owner: string, limit: number): Promise<readonly UnansweredActivity[]>;
  };
  readonly proposals: NotifyTables['proposals'] & {
    stands(person: string, place: string): Promise<boolean>;
  };
  readonly conversations: {
    /** Resolves with true if the conversation had been given up. */
    put(place: ConversationKey, reference: unknown, at: number): Promise<boolean>;
    get(place: ConversationKey): Promise<unknown>;
    remove(place: ConversationKey): Promise<void>;
  };
}

export interface UnansweredActivity {
  readonly body: unknown;
  /** When the activity first came, in epoch ms of the bot's clock. */
  readonly seenMs: number;
}
