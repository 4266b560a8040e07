import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { sql, SqliteAdapter, SqliteDialect } from 'kysely';
import type Libsql from 'libsql';

import { OperatorError } from '../platform/errors';
import type { Log } from '../platform/log';
import { encode } from './codec';
import type { Engine } from './engine';
import { createPrivate, keepPrivate } from './privateFile';
import { breathe } from './yieldingPlugin';

const load = createRequire(__filename);

/** libsql waits for a lock by blocking the event loop, so not for long (docs/decisions/store.md). */
const BUSY_MS = 50;
/** A WAL that a burst made long is cut back to this at its next start. */
const WAL_BYTES_MAX = 64 * 2 ** 20;
/** `secure_delete` fills what is deleted with zeros: the text of an answered activity leaves the file too. */
const PRAGMAS = ['journal_mode=WAL', 'synchronous=FULL', `journal_size_limit=${WAL_BYTES_MAX}`, 'secure_delete=ON'];
const STATEMENTS_MAX = 200;
/** Transactions that may share a commit. */
const TOGETHER_MAX = 32;

/**
 * Opens `file`, made with its folder where missing, for this process alone: an exclusive transaction on `<file>-lock` is
 * held for life, which `kill -9` ends as well. Other accounts of the machine may not read it. `anew` empties it first.
 * OperatorError where another process has it, or it cannot be read or written.
 */
export function openSqlite(
  file: string,
  { log, anew = false }: { readonly log: Log; readonly anew?: boolean },
): Engine {
  const Database = load('libsql') as typeof Libsql;
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
  const kept = keeping(database);
  return {
    ...{ kind: 'sqlite', plugins: [breathe()], atOnce: TOGETHER_MAX },
    dialect: new SqliteDialect({ database: kept }),
    migrationDialect: new UndoableSqlite({ database: kept }),
    realTime: (plusMs = 0) => sql<number>`${Date.now() + plusMs}`,
    close() {
      checkpoint(database);
      database.close();
      lock.close();
    },
  };
}

/**
 * SQLite undoes changes of the schema too (https://www.sqlite.org/lang_transaction.html), which Kysely does not count on:
 * a migration that is killed leaves nothing behind, and costs one wait for the disk instead of one for each statement.
 */
class UndoableSqlite extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new UndoableAdapter();
  }
}

class UndoableAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** So that the file alone is the whole of it; closing does not see to that here. It may be full, or gone: then the WAL stays. */
function checkpoint(database: Libsql.Database): void {
  try {
    database.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // The next start reads the WAL.
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

/** What Kysely asks of better-sqlite3, over libsql: the codec, statements kept, and a connection that no failure leaves in a transaction. */
function keeping(database: Libsql.Database): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>();
  const use = <T>(text: string, run: () => T): T => {
    try {
      return run();
    } catch (error) {
      kept.delete(text); // Its cursor may stand in the middle.
      throw error;
    }
  };
  const prepare = (text: string): SqliteStatement => {
    const { reader, ...statement } = compiled(database, text);
    return {
      reader,
      all: (parameters) => use(text, () => statement.all(parameters.map(encode))),
      run: (parameters) => use(text, () => statement.run(parameters.map(encode))),
      iterate: (parameters) => statement.iterate(parameters.map(encode)),
    };
  };
  return {
    // The engine closes it: Kysely would only do so after its first query.
    close: () => undefined,
    prepare(text) {
      // SQLite itself rolls back when the disk is full; a second one would hide that error behind its own.
      if (text === 'rollback' && !database.inTransaction) return NOTHING;
      if (text === 'begin' && database.inTransaction) database.exec('rollback');
      const statement = kept.get(text) ?? prepare(text);
      kept.delete(text);
      kept.set(text, statement);
      const oldest = kept.keys().next();
      if (kept.size > STATEMENTS_MAX && !oldest.done) kept.delete(oldest.value);
      return statement;
    },
  };
}

function compiled(database: Libsql.Database, text: string): SqliteStatement {
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
