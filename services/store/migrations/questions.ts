import { type Migration, sql } from 'kysely';

/** Columns for a question's card, how the question ended, and whether its person wrote something else since. */
export function questions(): Migration {
  return {
    async up(db) {
      for (const column of ['question text', 'ended text', 'ended_at bigint', 'said_since bigint not null default 0'])
        await sql.raw(`alter table proposals add column ${column}`).execute(db);
    },
  };
}
