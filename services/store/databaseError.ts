import { DatabaseError } from '../platform/errors';

/**
 * SQLSTATE classes: 08 no connection, 28 login refused, 40 conflict with another transaction, 53 no resources, 57 shut
 * down by an operator, 58 and XX a fault of the system. Codes: 25006 read only, 25P03 idle too long in a transaction.
 * https://www.postgresql.org/docs/15/errcodes-appendix.html
 */
const POSTGRES = /^(08|28|40|53|57|58|XX)...$|^(25006|25P03)$/;
/** SQLite's result codes: https://www.sqlite.org/rescode.html */
const SQLITE = /^SQLITE_(BUSY|CANTOPEN|CORRUPT|FULL|IOERR|NOMEM|NOTADB|PERM|PROTOCOL|READONLY)/;
/** Node's network error codes. */
const NETWORK = /^(E[A-Z]+|EAI_[A-Z]+)$/;
/** The beginnings of errors that pg raises itself, without a code. */
const PG_MESSAGE = /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client )/;

/**
 * Wraps a failure of the database itself in DatabaseError. Returns any other error, which is our own bug, unchanged.
 */
export function asDatabaseError(error: unknown): unknown {
  // Checks the shape instead of instanceof: libsql's errors are not native ones, and jest runs tests in another realm.
  if (typeof error !== 'object' || error === null || error instanceof DatabaseError) return error;
  const { code = '', message = '' } = error as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code !== 'string' || typeof message !== 'string') return error;
  if (POSTGRES.test(code) || SQLITE.test(code) || NETWORK.test(code)) return new DatabaseError(code, error);
  return PG_MESSAGE.test(message) ? new DatabaseError('ConnectionLost', error) : error;
}

/** PostgreSQL's undefined_table, and SQLite's message, which has no code of its own. */
const NO_TABLE = /^42P01|no such table/;

export function isMissingTable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code = '', message = '' } = error as { readonly code?: unknown; readonly message?: unknown };
  return NO_TABLE.test(`${String(code)} ${String(message)}`);
}
