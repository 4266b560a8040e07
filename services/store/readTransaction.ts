import { Kysely } from 'kysely';

import type { Engine } from './engine';
import { openPostgres, type PostgresOptions } from './postgres';
import type { Queries, Schema } from './schema';
import { openSqliteToRead } from './sqlite';

/**
 * Does `work` in one transaction that cannot write, also while the bot runs. Rejects as the database does, or as `work`
 * does; with OperatorError where the address is wrong or there is no such file.
 */
export async function inReadTransaction<T>(
  url: string,
  options: PostgresOptions,
  work: (db: Queries, kind: Engine['kind']) => Promise<T>,
): Promise<T> {
  const isSqlite = url.startsWith('sqlite:');
  const engine = isSqlite ? openSqliteToRead(url.slice('sqlite:'.length)) : openPostgres(url, options);
  const db = new Kysely<Schema>({ dialect: engine.dialect });
  const transaction = isSqlite
    ? db.transaction()
    : db.transaction().setAccessMode('read only').setIsolationLevel('repeatable read');
  try {
    return await transaction.execute((bound) => work(bound, isSqlite ? 'sqlite' : 'postgres'));
  } finally {
    await db.destroy();
    engine.close();
  }
}
