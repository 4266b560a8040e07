import { type Migration, sql } from 'kysely';

/** What a question's card says, what became of the question, and whether its person said something else since. */
export function questions(): Migration {
  return {
    async up(db) {
      for (const column of ['question text', 'ended text', 'ended_at bigint', 'said_since bigint not null default 0'])
        await sql.raw(`alter table proposals add column ${column}`).execute(db);
    },
  };
}
