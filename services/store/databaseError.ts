import { DatabaseError } from '../platform/errors';

/**
 * SQLSTATE classes and codes: no connection, nobody may log in, still in conflict with others after the last try, no
 * resources, shut down by an operator, a fault of the system, only reads, idle too long in a transaction.
 * https://www.postgresql.org/docs/15/errcodes-appendix.html
 */
const POSTGRES = /^(08|28|40|53|57|58|XX)...$|^(25006|25P03)$/;
/** https://www.sqlite.org/rescode.html */
const SQLITE = /^SQLITE_(BUSY|CANTOPEN|CORRUPT|FULL|IOERR|NOMEM|NOTADB|PERM|PROTOCOL|READONLY)/;
/** Node's codes of the network. */
const NETWORK = /^(E[A-Z]+|EAI_[A-Z]+)$/;
/** pg's own errors have no code. */
const PG_MESSAGE = /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client )/;

/** A failure of the database itself as DatabaseError; anything else, which is our own fault, as it is. */
export function asDatabaseError(error: unknown): unknown {
  // By shape: libsql's errors are no native ones, and under jest those of the network are of another realm.
  if (typeof error !== 'object' || error === null || error instanceof DatabaseError) return error;
  const { code = '', message = '' } = error as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code !== 'string' || typeof message !== 'string') return error;
  if (POSTGRES.test(code) || SQLITE.test(code) || NETWORK.test(code)) return new DatabaseError(code, error);
  return PG_MESSAGE.test(message) ? new DatabaseError('ConnectionLost', error) : error;
}
