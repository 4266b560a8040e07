import { type Migration, sql } from 'kysely';

/**
 * Adds columns for a conversation that Teams answers with 404: since when, how often, and since when nothing is sent to
 * it.
 */
export function outOfReach(): Migration {
  return {
    async up(db) {
      for (const column of ['missing_since', 'resting_since'])
        await sql`alter table conversations add column ${sql.ref(column)} bigint`.execute(db);
      await sql`alter table conversations add column missing_times bigint not null default 0`.execute(db);
    },
  };
}
