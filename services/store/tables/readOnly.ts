import type { ReadOnlyRow, ReadOnlySwitch } from '../../access/readOnly';
import { fromJson, toJson } from '../codec';
import type { Queries } from '../schema';

/** The id of the only row. */
const ID = 1;

export function readOnlyTable(db: Queries): ReadOnlyRow {
  return {
    async get() {
      const row = await db.selectFrom('read_only').select('value').where('id', '=', ID).executeTakeFirst();
      return row ? (fromJson(row.value) as ReadOnlySwitch) : null; // JSON that `put` wrote.
    },
    async put(switched) {
      if (switched === null) {
        await db.deleteFrom('read_only').where('id', '=', ID).execute();
        return;
      }
      const value = toJson(switched);
      await db
        .insertInto('read_only')
        .values({ id: ID, value })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ value }))
        .execute();
    },
  };
}
