import type { PastJob } from '../../backup/durations';
import type { JobHistory } from '../../monitor/repositories';
import { fromJson, toJson } from '../codec';
import type { Queries } from '../schema';

export function historyTable(db: Queries): JobHistory {
  return {
    async put(past) {
      const row = { item: past.itemId.toLowerCase(), started_at: past.startedMs, entry: toJson(past) };
      await db
        .insertInto('job_history')
        .values({ job: past.job, ...row })
        .onConflict((conflict) => conflict.column('job').doUpdateSet(row))
        .execute();
    },
    async of(itemId, limit) {
      const ofItem = db.selectFrom('job_history').select('entry').where('item', '=', itemId.toLowerCase());
      const rows = await ofItem.orderBy('started_at', 'desc').limit(limit).execute();
      return rows.map(({ entry }) => fromJson(entry) as PastJob);
    },
  };
}
