import { existsSync } from 'node:fs';

import { Kysely, type Migration, Migrator } from 'kysely';

import { OperatorError } from '../platform/errors';
import { VERSION } from '../platform/version';
import type { Engine } from './engine';
import { migrations } from './migrations';
import { noteRelease, type Ran, refuseLater, type Release } from './releases';
import { openSqliteToRead } from './sqlite';

/**
 * Brings the schema up to date in one transaction, and resolves with the names of the migrations that ran. Kysely's
 * advisory lock lets several replicas start at once. Throws OperatorError if the database cannot be reached or a later
 * release has migrated it.
 */
export async function migrate(
  engine: Engine,
  known: Record<string, Migration> = migrations(engine.kind),
): Promise<readonly string[]> {
  const release = releaseOf(known);
  const db = new Kysely<Ran>({ dialect: engine.migrationDialect });
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => known },
    // Kysely orders what ran by the clock, which may have been set back since. A test holds the order of the names.
    allowUnorderedMigrations: true,
  });
  try {
    await refuseLater(db, release);
    const { error, results = [] } = await migrator.migrateToLatest();
    if (error !== undefined) {
      await refuseLater(db, release); // One that starts at the same moment may have been faster.
      const failed = results.find(({ status }) => status === 'Error')?.migrationName;
      throw new OperatorError(`DATABASE_URL: ${whyNot(error, failed)}`);
    }
    if ('0011-releases' in known) await noteRelease(db, engine, release);
    return results.map(({ migrationName }) => migrationName);
  } catch (error) {
    throw error instanceof OperatorError ? error : new OperatorError(`DATABASE_URL: ${whyNot(error)}`);
  } finally {
    await db.destroy();
  }
}

/**
 * Throws OperatorError if a later release has migrated the SQLite file, before a byte of it changes. `openSqlite` says
 * what else is wrong with a file.
 */
export async function refuseLaterFile(file: string): Promise<void> {
  if (!existsSync(file)) return;
  const { dialect, close } = openSqliteToRead(file);
  try {
    await refuseLater(new Kysely<Ran>({ dialect }), releaseOf(migrations('sqlite')));
  } catch (error) {
    if (error instanceof OperatorError) throw error;
  } finally {
    close();
  }
}

function releaseOf(known: Record<string, Migration>): Release {
  return { version: VERSION, migrations: Object.keys(known) };
}

function whyNot(error: unknown, migration?: string): string {
  const message = error instanceof AggregateError ? String(error.errors[0]) : String(error);
  if (migration !== undefined) return `the schema could not be brought up to date (${migration}: ${message}).`;
  return `the database cannot be used (${message}); check the address, such as postgres://user@host:5432/database.`;
}
