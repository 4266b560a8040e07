import { Kysely, type Migration, Migrator } from 'kysely';

import { OperatorError } from '../platform/errors';
import type { Engine } from './engine';
import { migrations } from './migrations';

/**
 * Brings the schema up to date in one transaction. Kysely's advisory lock lets several replicas start at once. Throws
 * OperatorError if the database cannot be reached or a newer version of the bot has migrated it.
 */
export async function migrate(
  engine: Engine,
  known: Record<string, Migration> = migrations(engine.kind),
): Promise<void> {
  const db = new Kysely<unknown>({ dialect: engine.migrationDialect });
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => known } });
    const { error, results } = await migrator.migrateToLatest();
    if (error === undefined) return;
    const failed = results?.find(({ status }) => status === 'Error')?.migrationName;
    throw new OperatorError(`DATABASE_URL: ${whyNot(error, failed)}`);
  } finally {
    await db.destroy();
  }
}

function whyNot(error: unknown, migration: string | undefined): string {
  const message = error instanceof AggregateError ? String(error.errors[0]) : String(error);
  if (message.includes('corrupted migrations'))
    return 'a newer version of the bot has used this database; start that version, or give another database.';
  if (migration !== undefined) return `the schema could not be brought up to date (${migration}: ${message}).`;
  return `the database cannot be used (${message}); check the address, such as postgres://user@host:5432/database.`;
}
