import type { Kysely } from 'kysely';

import { OperatorError } from '../platform/errors';
import { isMissingTable } from './databaseError';
import type { Engine } from './engine';
import type { Schema } from './schema';

/** What a release is, and which migrations it has. */
export interface Release {
  readonly version: string;
  readonly migrations: readonly string[];
}

/** Kysely's record of the migrations that ran, and which release ran them. */
export interface Ran extends Pick<Schema, 'releases'> {
  kysely_migration: { name: string };
}

/**
 * Throws OperatorError if a later release has migrated the database. It only reads, so that the later release finds
 * everything as it was.
 */
export async function refuseLater(db: Kysely<Ran>, { version, migrations }: Release): Promise<void> {
  const later = (await ranIn(db)).filter((name) => !migrations.includes(name)).at(-1);
  if (later === undefined) return;
  const other = (await versionOf(db, later)) ?? 'a later one';
  throw new OperatorError(
    `DATABASE_URL: version ${version} of the bot cannot use this database, since ${other} has brought it to migration ${later}; start ${other}, or restore the backup made before the upgrade.`,
  );
}

/** Notes that this release brought the schema to its last migration, unless that is noted already. */
export async function noteRelease(db: Kysely<Ran>, engine: Engine, { version, migrations }: Release): Promise<void> {
  const migration = [...migrations].sort().at(-1) ?? '';
  await db
    .insertInto('releases')
    .values({ migration, version, at_real: engine.realTime() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** In the order of their names; none in a new database. */
async function ranIn(db: Kysely<Ran>): Promise<readonly string[]> {
  const rows = await unlessMissing(db.selectFrom('kysely_migration').select('name').execute());
  return (rows ?? []).map(({ name }) => name).sort();
}

async function versionOf(db: Kysely<Ran>, migration: string): Promise<string | undefined> {
  const found = db.selectFrom('releases').select('version').where('migration', '=', migration);
  return (await unlessMissing(found.executeTakeFirst()))?.version;
}

async function unlessMissing<T>(query: Promise<T>): Promise<T | undefined> {
  try {
    return await query;
  } catch (error) {
    if (isMissingTable(error)) return undefined;
    throw error;
  }
}
