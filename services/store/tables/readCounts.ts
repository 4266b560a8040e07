import { READ_COUNTS_MAX, type ReadCount, type ReadCounts } from '../../backup/readCounts';
import type { Queries } from '../schema';

export function readCountsTable(db: Queries): ReadCounts {
  return {
    async put(owner, counts) {
      for (const { budget, kind, atMs, value } of counts)
        await db
          .insertInto('read_counts')
          .values({ budget, owner, kind, at: atMs, value })
          .onConflict((conflict) => conflict.columns(['budget', 'owner', 'kind', 'at']).doUpdateSet({ value }))
          .execute();
    },
    async ofOthers(owner, sinceMs) {
      const rows = await db
        .selectFrom('read_counts')
        .select(({ fn }) => ['budget', 'kind', 'at', fn.sum<number>('value').as('sum'), fn.max('value').as('max')])
        .where('owner', '<>', owner)
        .where('at', '>=', sinceMs)
        .groupBy(['budget', 'kind', 'at'])
        .orderBy('at', 'desc')
        .limit(READ_COUNTS_MAX)
        .execute();
      return rows.map(({ budget, kind, at, sum, max }) => ({
        budget,
        kind: kind as ReadCount['kind'],
        atMs: at,
        value: kind === 'remaining' ? max : sum,
      }));
    },
  };
}
