import type { Heartbeats } from '../../notify/repositories';
import type { Queries } from '../schema';
import { conversationColumns } from './conversationColumns';

export function heartbeatsTable(db: Queries): Heartbeats {
  return {
    async claim(to, day) {
      const { numInsertedOrUpdatedRows: claimed } = await db
        .insertInto('heartbeats')
        .values({ ...conversationColumns(to), day, told_at: null })
        .onConflict((conflict) =>
          conflict.columns(['tenant', 'conversation']).doUpdateSet({ day }).where('heartbeats.day', '<', day),
        )
        .executeTakeFirst();
      return claimed === 1n;
    },
    async told(to, atMs) {
      await db
        .updateTable('heartbeats')
        .set({ told_at: atMs })
        .where((row) => row.and(conversationColumns(to)))
        .execute();
    },
    async toldMs(to) {
      const row = await db
        .selectFrom('heartbeats')
        .select('told_at')
        .where((row) => row.and(conversationColumns(to)))
        .executeTakeFirst();
      return row?.told_at ?? null;
    },
  };
}
