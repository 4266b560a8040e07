import { sql } from 'kysely';

import type { Engine } from './engine';
import { migrations } from './migrations';
import type { PostgresOptions } from './postgres';
import { inReadTransaction } from './readTransaction';
import type { Queries } from './schema';

/** What a database is like, as it is found. */
export interface StoreState {
  /** Migrations that have run, of those that this version knows. */
  readonly applied: number;
  /** Migrations that the next start runs. */
  readonly pending: number;
  /** Migrations that have run and that only a newer version knows. */
  readonly unknown: readonly string[];
  /** Null for SQLite. */
  readonly server: PostgresState | null;
}

interface PostgresState {
  /** Such as `15.4`. */
  readonly version: string;
  readonly user: string;
  readonly schema: string;
  readonly tls: boolean;
  /** Whether the user may make tables where the bot makes them. */
  readonly mayCreate: boolean;
}

/** Looks at the database and changes nothing: no migration runs. Rejects as inReadTransaction does. */
export function inspectStore(url: string, options: PostgresOptions): Promise<StoreState> {
  return inReadTransaction(url, options, async (db, kind) => {
    const known = Object.keys(migrations(kind));
    const ran = (await hasMigrations(db, kind)) ? await ranMigrations(db) : [];
    const applied = known.filter((name) => ran.includes(name)).length;
    return {
      applied,
      pending: known.length - applied,
      unknown: ran.filter((name) => !known.includes(name)),
      server: kind === 'sqlite' ? null : await serverOf(db),
    };
  });
}

async function hasMigrations(db: Queries, kind: Engine['kind']): Promise<boolean> {
  const found =
    kind === 'sqlite'
      ? sql<object>`select 1 from sqlite_master where type = 'table' and name = 'kysely_migration'`
      : sql<object>`select 1 where to_regclass('kysely_migration') is not null`;
  return (await found.execute(db)).rows.length > 0;
}

async function ranMigrations(db: Queries): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return rows.map(({ name }) => name);
}

async function serverOf(db: Queries): Promise<PostgresState | null> {
  const { rows } = await sql<PostgresState>`
    select current_setting('server_version') as version, current_user as "user",
      coalesce(current_schema(), '') as schema,
      coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as tls,
      coalesce(has_schema_privilege(current_schema(), 'create'), false) as "mayCreate"`.execute(db);
  return rows[0] ?? null;
}
