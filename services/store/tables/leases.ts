import type { Engine } from '../engine';
import type { Queries } from '../schema';

/** Longer than any pause that a living process makes; a killed one's work goes on after it. Real time. */
export const LEASE_MS = 30_000;

/** Who does a piece of work that only one process may do. By the database's clock, so that replicas need not agree about the time. */
export interface Leases {
  /** Whether `owner` has `name` for LEASE_MS from now: it was free, has run out, or was `owner`'s (then it is renewed). */
  claim(name: string, owner: string): Promise<boolean>;
  /** Whether `owner` still has it, renewed; false once it ran out and somebody else took it, or nobody has it. */
  renew(name: string, owner: string): Promise<boolean>;
  /** Nothing happens where `owner` does not have it. */
  release(name: string, owner: string): Promise<void>;
  /** Everything that `owner` has: for draining. */
  releaseAll(owner: string): Promise<void>;
}

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
    async renew(name, owner) {
      const { numUpdatedRows } = await db
        .updateTable('leases')
        .set({ until_real: realTime(LEASE_MS) })
        .where('name', '=', name)
        .where('owner', '=', owner)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async release(name, owner) {
      await db.deleteFrom('leases').where('name', '=', name).where('owner', '=', owner).execute();
    },
    async releaseAll(owner) {
      await db.deleteFrom('leases').where('owner', '=', owner).execute();
    },
  };
}
