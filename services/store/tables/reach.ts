import { sql } from 'kysely';

import type { ConversationKey } from '../../access/conversation';
import type { Reach } from '../../notify/repositories';
import type { Queries } from '../schema';
import { conversationColumns } from './conversationColumns';

/**
 * Keeps reach in columns of `conversations`. A conversation without a row never sent an activity: nothing is written.
 */
export function reachTable(db: Queries): Reach {
  const update = (to: ConversationKey) =>
    db.updateTable('conversations').where((row) => row.and(conversationColumns(to)));
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
      const row = await update(to)
        .set({ missing_times: sql`missing_times + 1`, missing_since: sql`coalesce(missing_since, ${atMs})` })
        .returning(['missing_times', 'missing_since'])
        .executeTakeFirst();
      return { times: row?.missing_times ?? 1, sinceMs: row?.missing_since ?? atMs };
    },
    async reached(to) {
      await update(to).set({ missing_times: 0, missing_since: null }).where('missing_since', 'is not', null).execute();
    },
    async rest(to, { triedMs, atMs }) {
      const { numUpdatedRows } = await update(to)
        .set({ resting_since: atMs })
        .where('seen_at', '<=', triedMs)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    restingSince,
    async back(to) {
      const restingMs = await restingSince(to);
      await update(to).set({ missing_times: 0, missing_since: null, resting_since: null }).execute();
      return restingMs;
    },
  };
}
