import type { ConversationReferences } from '../../conversations/activityTables';
import type { SettingRows } from '../../conversations/repositories';
import { fromJson, toJson } from '../codec';
import type { Queries } from '../schema';
import { conversationColumns } from './conversationColumns';

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
    async keyOf(conversation) {
      const row = await db
        .selectFrom('conversations')
        .select('tenant')
        .where('conversation', '=', conversation)
        .orderBy('seen_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ? { tenant: row.tenant, conversation } : null;
    },
  };
}

export function settingsTable(db: Queries): SettingRows {
  return {
    async get(to) {
      const row = await db
        .selectFrom('settings')
        .select('value')
        .where((row) => row.and(conversationColumns(to)))
        .executeTakeFirst();
      return row ? fromJson(row.value) : null;
    },
    async put(to, settings) {
      const value = toJson(settings);
      await db
        .insertInto('settings')
        .values({ ...conversationColumns(to), value })
        .onConflict((conflict) => conflict.columns(['tenant', 'conversation']).doUpdateSet({ value }))
        .execute();
    },
  };
}
