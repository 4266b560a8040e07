import { type Migration, sql } from 'kysely';

/** Adds columns: a question's card, how it ended, and whether the person has written something else since. */
export function questions(): Migration {
  return {
    async up(db) {
      for (const column of ['question text', 'ended text', 'ended_at bigint', 'said_since bigint not null default 0'])
        await sql.raw(`alter table proposals add column ${column}`).execute(db);
    },
  };
}
