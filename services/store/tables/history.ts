import type { PastJob } from '../../backup/durations';
import { itemIdOf } from '../../backup/ids';
import type { JobHistory } from '../../monitor/repositories';
import { fromJson, toJson } from '../codec';
import type { Queries } from '../schema';

export function historyTable(db: Queries): JobHistory {
  return {
    async put(pastJob) {
      const row = { item: itemIdOf(pastJob.itemId), started_at: pastJob.startedMs, entry: toJson(pastJob) };
      await db
        .insertInto('job_history')
        .values({ job: pastJob.job, ...row })
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
