import { fromJson, toJson } from '../codec';
import type { Queries } from '../schema';

/** A conversation without its thread, in the tenant that it belongs to ('' where the channel named none). */
export interface ConversationPlace {
  readonly tenant: string;
  readonly conversation: string;
}

/** How to reach a conversation without being asked: refreshed from every activity, since a service URL may change (TEAMS.md 2). */
export interface ConversationReferences<T = unknown> {
  /** Whether the conversation was not known before. `at` is epoch ms. */
  put(place: ConversationPlace, reference: T, at: number): Promise<boolean>;
  get(place: ConversationPlace): Promise<T | null>;
  remove(place: ConversationPlace): Promise<void>;
}

export interface ConversationSettings<T = unknown> {
  get(place: ConversationPlace): Promise<T | null>;
  put(place: ConversationPlace, value: T): Promise<void>;
}

export function conversationsTable(db: Queries): ConversationReferences {
  return {
    async put({ tenant, conversation }, value, at) {
      const row = { reference: toJson(value), seen_at: at };
      const { numUpdatedRows } = await db
        .updateTable('conversations')
        .set(row)
        .where('tenant', '=', tenant)
        .where('conversation', '=', conversation)
        .executeTakeFirst();
      if (numUpdatedRows === 1n) return false;
      await db
        .insertInto('conversations')
        .values({ tenant, conversation, ...row })
        .onConflict((conflict) => conflict.columns(['tenant', 'conversation']).doUpdateSet(row))
        .execute();
      return true;
    },
    async get({ tenant, conversation }) {
      const row = await db
        .selectFrom('conversations')
        .select('reference')
        .where('tenant', '=', tenant)
        .where('conversation', '=', conversation)
        .executeTakeFirst();
      return row ? fromJson(row.reference) : null;
    },
    async remove({ tenant, conversation }) {
      await db
        .deleteFrom('conversations')
        .where('tenant', '=', tenant)
        .where('conversation', '=', conversation)
        .execute();
    },
  };
}

export function settingsTable(db: Queries): ConversationSettings {
  return {
    async get({ tenant, conversation }) {
      const row = await db
        .selectFrom('settings')
        .select('value')
        .where('tenant', '=', tenant)
        .where('conversation', '=', conversation)
        .executeTakeFirst();
      return row ? fromJson(row.value) : null;
    },
    async put({ tenant, conversation }, given) {
      const value = toJson(given);
      await db
        .insertInto('settings')
        .values({ tenant, conversation, value })
        .onConflict((conflict) => conflict.columns(['tenant', 'conversation']).doUpdateSet({ value }))
        .execute();
    },
  };
}
