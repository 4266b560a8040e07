import type { PastJob } from '../../backup/durations';
import { itemIdOf } from '../../backup/ids';
import type { JobHistory } from '../../monitor/repositories';
import { fromJson, toJson } from '../codec';
import type { Queries } from '../schema';

export function historyTable(db: Queries): JobHistory {
  return {
    async put(past) {
      const row = { item: itemIdOf(past.itemId), started_at: past.startedMs, entry: toJson(past) };
      await db
        .insertInto('job_history')
        .values({ job: past.job, ...row })
        .onConflict((conflict) => conflict.column('job').doUpdateSet(row))
        .execute();
    },
    async of(item, limit) {
      const ofItem = db.selectFrom('job_history').select('entry').where('item', '=', item);
      const rows = await ofItem.orderBy('started_at', 'desc').limit(limit).execute();
      return rows.map(({ entry }) => fromJson(entry) as PastJob);
    },
  };
}
