import { SECOND_MS } from '../../platform/durations';
import type { Leases } from '../../platform/leases';
import type { Engine } from '../engine';
import type { Queries } from '../schema';

/**
 * Real ms of a lease, longer than any pause of a living process. Afterwards another process takes over a killed one's
 * work.
 */
export const LEASE_MS = 30 * SECOND_MS;

/** Names that one statement claims. */
const AT_ONCE = 500;

export function leasesTable(db: Queries, { realTime }: Engine): Leases {
  const take = async (names: readonly string[], owner: string): Promise<readonly string[]> => {
    const until_real = realTime(LEASE_MS);
    const taken = await db
      .insertInto('leases')
      .values(names.map((name) => ({ name, owner, until_real })))
      .onConflict((conflict) =>
        conflict
          .column('name')
          .doUpdateSet({ owner, until_real })
          .where((or) => or.or([or('leases.owner', '=', owner), or('leases.until_real', '<', realTime())])),
      )
      .returning('name')
      .execute();
    return taken.map(({ name }) => name);
  };
  return {
    async claim(name, owner) {
      return (await take([name], owner)).length === 1;
    },
    async claimAll(names, owner) {
      // In one order, so that two replicas that claim the same names do not wait for each other.
      const sorted = names.toSorted();
      const taken = new Set<string>();
      for (let first = 0; first < sorted.length; first += AT_ONCE)
        for (const name of await take(sorted.slice(first, first + AT_ONCE), owner)) taken.add(name);
      return taken;
    },
    async named(prefix) {
      const rows = await db
        .selectFrom('leases')
        .select('name')
        .where('name', 'like', `${prefix}%`)
        .where('until_real', '>=', realTime())
        .execute();
      return rows.map(({ name }) => name);
    },
    async release(name, owner) {
      await db.deleteFrom('leases').where('name', '=', name).where('owner', '=', owner).execute();
    },
    async releaseAll(owner) {
      await db.deleteFrom('leases').where('owner', '=', owner).execute();
    },
  };
}
