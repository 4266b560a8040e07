import { sql } from 'kysely';

import type { ConversationKey } from '../../access/conversation';
import type { GroupingRecords, Notices, Posted } from '../../notify/repositories';
import type { Engine } from '../engine';
import type { Queries } from '../schema';
import { conversationColumns } from './conversationColumns';

export function noticesTable(db: Queries): Notices {
  return {
    async add({ jobKey, event, to, atMs }) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('notices')
        .values({ job: jobKey, event, ...conversationColumns(to), at: atMs })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
  };
}

export function postedTable(db: Queries): Posted {
  return {
    async get(to, slot) {
      const row = await db
        .selectFrom('posted')
        .select(['activity', 'at'])
        .where((row) => row.and(conversationColumns(to)))
        .where('slot', '=', slot)
        .executeTakeFirst();
      return row ? { activityId: row.activity, atMs: row.at } : null;
    },
    async put(to, slot, { activityId, atMs }) {
      const row = { activity: activityId, at: atMs };
      await db
        .insertInto('posted')
        .values({ ...conversationColumns(to), slot, ...row })
        .onConflict((conflict) => conflict.columns(['tenant', 'conversation', 'slot']).doUpdateSet(row))
        .execute();
    },
    async remove(to, slot) {
      await db
        .deleteFrom('posted')
        .where((row) => row.and(conversationColumns(to)))
        .where('slot', '=', slot)
        .execute();
    },
  };
}

export function groupingTable(db: Queries, { kind }: Engine): GroupingRecords {
  /** Locks the conversation's name, because a row that does not exist yet cannot be locked. */
  const lock = async (to: ConversationKey): Promise<void> => {
    const name = JSON.stringify(['quiet', to.tenant, to.conversation]);
    if (kind === 'postgres') await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(db);
  };
  return {
    async get(to) {
      await lock(to);
      const row = await db
        .selectFrom('quiet_records')
        .select('record')
        .where((row) => row.and(conversationColumns(to)))
        .executeTakeFirst();
      return row?.record ?? null;
    },
    async put(to, record, atMs) {
      const row = { record, at: atMs };
      await db
        .insertInto('quiet_records')
        .values({ ...conversationColumns(to), ...row })
        .onConflict((conflict) => conflict.columns(['tenant', 'conversation']).doUpdateSet(row))
        .execute();
    },
    async remove(to) {
      await db
        .deleteFrom('quiet_records')
        .where((row) => row.and(conversationColumns(to)))
        .execute();
    },
  };
}
