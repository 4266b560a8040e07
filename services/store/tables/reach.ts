import { sql } from 'kysely';

import type { ConversationKey } from '../../access/conversation';
import type { Reach } from '../../notify/repositories';
import type { Queries } from '../schema';
import { conversationColumns } from './conversationColumns';

/** Columns of `conversations`: what is not known there was never heard of, and cannot be lost. */
export function reachTable(db: Queries): Reach {
  const at = (to: ConversationKey) => db.updateTable('conversations').where((row) => row.and(conversationColumns(to)));
  const restingSince = async (to: ConversationKey): Promise<number | null> => {
    const row = await db
      .selectFrom('conversations')
      .select('resting_since')
      .where((row) => row.and(conversationColumns(to)))
      .executeTakeFirst();
    return row?.resting_since ?? null;
  };
  return {
    async missed(to, atMs) {
      const row = await at(to)
        .set({ missing_times: sql`missing_times + 1`, missing_since: sql`coalesce(missing_since, ${atMs})` })
        .returning(['missing_times', 'missing_since'])
        .executeTakeFirst();
      return { times: row?.missing_times ?? 1, sinceMs: row?.missing_since ?? atMs };
    },
    async reached(to) {
      await at(to).set({ missing_times: 0, missing_since: null }).where('missing_since', 'is not', null).execute();
    },
    async rest(to, { triedMs, atMs }) {
      const { numUpdatedRows } = await at(to)
        .set({ resting_since: atMs })
        .where('seen_at', '<=', triedMs)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    restingSince,
    async back(to) {
      const restingMs = await restingSince(to);
      await at(to).set({ missing_times: 0, missing_since: null, resting_since: null }).execute();
      return restingMs;
    },
  };
}
