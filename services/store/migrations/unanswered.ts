import { type Migration, sql } from 'kysely';

/** Counts of a message's sends: those without an answer, and those that the channel answered with a failure. */
export function unanswered(): Migration {
  return {
    async up(db) {
      for (const column of ['unanswered', 'failed'])
        await sql`alter table outbox add column ${sql.ref(column)} bigint not null default 0`.execute(db);
    },
  };
}
