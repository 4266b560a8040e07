import { type Migration, sql } from 'kysely';

/** A column for the name of the second person who approved or declined a change. */
export function approvals(): Migration {
  return {
    async up(db) {
      await sql.raw('alter table proposals add column ended_by text').execute(db);
    },
  };
}
