import type { ConversationKey } from '../../access/conversation';
import type { SettingRows } from '../../conversations/repositories';
import { fromJson, toJson } from '../codec';
import type { Queries } from '../schema';
import { placeOf } from './placeOf';

/** How to reach a conversation without being asked: refreshed from every activity, since a service URL may change (docs/teams.md). */
export interface ConversationReferences<T = unknown> {
  /** `at` is epoch ms. true: it was out of the channel's reach, or seemed to be. */
  put(to: ConversationKey, reference: T, at: number): Promise<boolean>;
  get(to: ConversationKey): Promise<T | null>;
  remove(to: ConversationKey): Promise<void>;
}

export function conversationsTable(db: Queries): ConversationReferences {
  return {
    async put(to, value, at) {
      const row = { reference: toJson(value), seen_at: at };
      const known = await db
        .insertInto('conversations')
        .values({ ...placeOf(to), ...row })
        .onConflict((conflict) => conflict.columns(['tenant', 'conversation']).doUpdateSet(row))
        .returning(['missing_since', 'resting_since'])
        .executeTakeFirstOrThrow();
      return known.missing_since !== null || known.resting_since !== null;
    },
    async get(to) {
      const row = await db
        .selectFrom('conversations')
        .select('reference')
        .where((row) => row.and(placeOf(to)))
        .executeTakeFirst();
      return row ? fromJson(row.reference) : null;
    },
    async remove(to) {
      await db
        .deleteFrom('conversations')
        .where((row) => row.and(placeOf(to)))
        .execute();
    },
  };
}

export function settingsTable(db: Queries): SettingRows {
  return {
    async get(to) {
      const row = await db
        .selectFrom('settings')
        .select('value')
        .where((row) => row.and(placeOf(to)))
        .executeTakeFirst();
      return row ? fromJson(row.value) : null;
    },
    async put(to, given) {
      const value = toJson(given);
      await db
        .insertInto('settings')
        .values({ ...placeOf(to), value })
        .onConflict((conflict) => conflict.columns(['tenant', 'conversation']).doUpdateSet({ value }))
        .execute();
    },
  };
}
