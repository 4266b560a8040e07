import type { ConversationKey } from '../../access/conversation';
import { fromJson, toJson } from '../codec';
import type { Queries } from '../schema';
import { conversationColumns } from './conversationColumns';

/** How to reach a conversation without being asked: refreshed from every activity, since a service URL may change (TEAMS.md 2). */
export interface ConversationReferences<T = unknown> {
  /** `at` is epoch ms. true: it was out of the channel's reach, or seemed to be. */
  put(to: ConversationKey, reference: T, at: number): Promise<boolean>;
  get(to: ConversationKey): Promise<T | null>;
  remove(to: ConversationKey): Promise<void>;
}

export interface ConversationSettings<T = unknown> {
  get(to: ConversationKey): Promise<T | null>;
  put(to: ConversationKey, value: T): Promise<void>;
}

export function conversationsTable(db: Queries): ConversationReferences {
  return {
    async put(to, value, at) {
      const row = { reference: toJson(value), seen_at: at };
      const known = await db
        .insertInto('conversations')
        .values({ ...conversationColumns(to), ...row })
        .onConflict((conflict) => conflict.columns(['tenant', 'conversation']).doUpdateSet(row))
        .returning(['missing_since', 'resting_since'])
        .executeTakeFirstOrThrow();
      return known.missing_since !== null || known.resting_since !== null;
    },
    async get(to) {
      const row = await db
        .selectFrom('conversations')
        .select('reference')
        .where((row) => row.and(conversationColumns(to)))
        .executeTakeFirst();
      return row ? fromJson(row.reference) : null;
    },
    async remove(to) {
      await db
        .deleteFrom('conversations')
        .where((row) => row.and(conversationColumns(to)))
        .execute();
    },
  };
}

export function settingsTable(db: Queries): ConversationSettings {
  return {
    async get(to) {
      const row = await db
        .selectFrom('settings')
        .select('value')
        .where((row) => row.and(conversationColumns(to)))
        .executeTakeFirst();
      return row ? fromJson(row.value) : null;
    },
    async put(to, given) {
      const value = toJson(given);
      await db
        .insertInto('settings')
        .values({ ...conversationColumns(to), value })
        .onConflict((conflict) => conflict.columns(['tenant', 'conversation']).doUpdateSet({ value }))
        .execute();
    },
  };
}
