import { existsSync, rmSync } from 'node:fs';

import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { sql, SqliteAdapter, SqliteDialect } from 'kysely';
import type Libsql from 'libsql';

import { BoundedMap } from '../platform/boundedMap';
import { OperatorError } from '../platform/errors';
import type { Log } from '../platform/log';
import { encode } from './codec';
import type { Engine } from './engine';
import { createPrivate, keepPrivate } from './privateFile';
import { yieldingPlugin } from './yieldingPlugin';

/** How long libsql waits for a lock. The time is short because libsql blocks the event loop meanwhile. */
const BUSY_MS = 50;
/** Size in bytes to which SQLite truncates its write-ahead log (WAL) when it starts the log again. */
const WAL_BYTES_MAX = 64 * 2 ** 20;
/** `secure_delete` fills what is deleted with zeros: the text of an answered activity leaves the file too. */
const PRAGMAS = ['journal_mode=WAL', 'synchronous=FULL', `journal_size_limit=${WAL_BYTES_MAX}`, 'secure_delete=ON'];
const STATEMENTS_MAX = 200;
/** Maximum number of transactions that share one group commit. */
const GROUP_MAX = 32;

/**
 * Opens `file`, made with its folder where missing, for this process alone. It holds an exclusive transaction on
 * `<file>-lock` for life, which `kill -9` ends as well. Other accounts of the machine may not read it. `anew` empties
 * it first. OperatorError where another process has it, or it cannot be read or written.
 */
export function openSqlite(
  file: string,
  { log, anew = false }: { readonly log: Log; readonly anew?: boolean },
): Engine {
  const Database = module.require('libsql') as typeof Libsql;
  const lock = takeLock(Database, file);
  let database: Libsql.Database | undefined;
  try {
    if (anew) for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
    createPrivate(file);
    database = new Database(file, { timeout: BUSY_MS });
    for (const pragma of PRAGMAS) database.pragma(pragma);
    keepPrivate(file, log);
  } catch (error) {
    database?.close();
    lock.close();
    throw unusable(file, error);
  }
  const adapted = adapt(database);
  return {
    kind: 'sqlite',
    plugins: [yieldingPlugin()],
    transactionsMax: GROUP_MAX,
    dialect: new SqliteDialect({ database: adapted }),
    migrationDialect: new TransactionalDdlSqlite({ database: adapted }),
    realTime: (plusMs = 0) => sql<number>`${Date.now() + plusMs}`,
    close() {
      checkpoint(database);
      database.close();
      lock.close();
    },
  };
}

/**
 * Opens `file` to read it, also while another process has it open: nothing can be written through it. Throws
 * OperatorError where there is no such file, or it cannot be read.
 */
export function openSqliteToRead(file: string): Pick<Engine, 'dialect' | 'close'> {
  if (!existsSync(file)) throw unusable(file, 'there is no such file');
  const Database = module.require('libsql') as typeof Libsql;
  let database: Libsql.Database | undefined;
  try {
    database = new Database(file, { timeout: BUSY_MS });
    database.pragma('query_only=1');
  } catch (error) {
    database?.close();
    throw unusable(file, error);
  }
  const opened = database;
  return {
    dialect: new SqliteDialect({ database: adapt(opened) }),
    close() {
      opened.close();
    },
  };
}

/**
 * Tells Kysely that SQLite rolls back schema changes too (https://www.sqlite.org/lang_transaction.html). A killed
 * migration then leaves nothing behind, and all migrations together flush the disk once.
 */
class TransactionalDdlSqlite extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalDdlAdapter();
  }
}

class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Moves the write-ahead log into the file, which libsql does not do on closing. On a full disk the log stays. */
function checkpoint(database: Libsql.Database): void {
  try {
    database.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // The log stays, and the next start reads it.
  }
}

function takeLock(Database: typeof Libsql, file: string): Libsql.Database {
  let lock: Libsql.Database | undefined;
  try {
    createPrivate(`${file}-lock`);
    lock = new Database(`${file}-lock`, { timeout: BUSY_MS });
    lock.exec('begin exclusive');
    return lock;
  } catch (error) {
    lock?.close();
    throw codeOf(error).startsWith('SQLITE_BUSY')
      ? new OperatorError(
          `DATABASE_URL: another process has ${file} open; stop it, give this one a file of its own, or share postgres://host/database.`,
        )
      : unusable(file, error);
  }
}

function unusable(file: string, error: unknown): OperatorError {
  const why = `${codeOf(error)} ${error instanceof Error ? error.message : String(error)}`.trim();
  return new OperatorError(
    `DATABASE_URL: cannot use ${file} (${why}); give a file that may be written, such as sqlite:.data/bot.db.`,
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/**
 * Gives libsql the interface that Kysely expects of better-sqlite3. Values pass the codec, prepared statements are
 * cached, and a failed transaction never stays open on the connection.
 */
function adapt(database: Libsql.Database): SqliteDatabase {
  const statements = new BoundedMap<string, SqliteStatement>(STATEMENTS_MAX);
  const use = <T>(text: string, run: () => T): T => {
    try {
      return run();
    } catch (error) {
      statements.delete(text); // Its cursor may stand in the middle of a result.
      throw error;
    }
  };
  const prepare = (text: string): SqliteStatement => {
    const { reader, ...statement } = compile(database, text);
    return {
      reader,
      all: (parameters) => use(text, () => statement.all(parameters.map(encode))),
      run: (parameters) => use(text, () => statement.run(parameters.map(encode))),
      iterate: (parameters) => statement.iterate(parameters.map(encode)),
    };
  };
  return {
    // Does nothing: the engine closes the database, because Kysely would do so only after a first query.
    close: () => undefined,
    prepare(text) {
      // On a full disk SQLite has rolled back already: a second rollback would fail and hide the first error.
      if (text === 'rollback' && !database.inTransaction) return NOTHING;
      if (text === 'begin' && database.inTransaction) database.exec('rollback');
      const known = statements.get(text);
      if (known) return known;
      const statement = prepare(text);
      statements.set(text, statement);
      return statement;
    },
  };
}

function compile(database: Libsql.Database, text: string): SqliteStatement {
  const statement = database.prepare(text);
  return {
    reader: statement.reader,
    all: (parameters) => statement.all(...parameters),
    run: (parameters) => statement.run(...parameters),
    iterate: (parameters) => statement.iterate(...parameters),
  };
}

const NOTHING: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [][Symbol.iterator](),
};
