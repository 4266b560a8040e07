import { type Migration, sql } from 'kysely';

/** How often a message's send died unanswered, and how often the channel said that it failed at it. */
export function unanswered(): Migration {
  return {
    async up(db) {
      for (const column of ['unanswered', 'failed'])
        await sql`alter table outbox add column ${sql.ref(column)} bigint not null default 0`.execute(db);
    },
  };
}
