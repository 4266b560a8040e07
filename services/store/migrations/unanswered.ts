import { type Migration, sql } from 'kysely';

/** How often the channel did not answer a message's send, which is bounded by itself. */
export function unanswered(): Migration {
  return {
    async up(db) {
      await sql`alter table outbox add column unanswered bigint not null default 0`.execute(db);
    },
  };
}
