import { SECOND_MS } from '../../platform/durations';
import type { Leases } from '../../platform/leases';
import type { Engine } from '../engine';
import type { Queries } from '../schema';

/**
 * Real ms of a lease, longer than any pause of a living process. Afterwards another process takes over a killed one's
 * work.
 */
export const LEASE_MS = 30 * SECOND_MS;

export function leasesTable(db: Queries, { realTime }: Engine): Leases {
  return {
    async claim(name, owner) {
      const until_real = realTime(LEASE_MS);
      const { numInsertedOrUpdatedRows: taken } = await db
        .insertInto('leases')
        .values({ name, owner, until_real })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ owner, until_real })
            .where((or) => or.or([or('leases.owner', '=', owner), or('leases.until_real', '<', realTime())])),
        )
        .executeTakeFirst();
      return taken === 1n;
    },
    async release(name, owner) {
      await db.deleteFrom('leases').where('name', '=', name).where('owner', '=', owner).execute();
    },
    async releaseAll(owner) {
      await db.deleteFrom('leases').where('owner', '=', owner).execute();
    },
  };
}
