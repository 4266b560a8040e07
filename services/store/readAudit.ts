import { sql } from 'kysely';

import type { AuditEnds } from '../access/audit';
import type { ChainedRow } from '../access/auditChain';
import { OperatorError } from '../platform/errors';
import { fromJson } from './codec';
import { isMissingTable } from './databaseError';
import type { PostgresOptions } from './postgres';
import { inReadTransaction } from './readTransaction';
import type { Queries } from './schema';
import { auditedEntry, linkOf } from './tables/audit';

/** Rows that are read at a time. */
const PAGE = 500;

/** What the audit log holds at one moment. */
export interface AuditSnapshot extends AuditEnds {
  /** In the order of the chain. */
  readonly rows: () => AsyncIterable<ChainedRow>;
}

/**
 * Reads the audit log in one transaction that cannot write, also while the bot runs; `work` may take its time. Rejects
 * with OperatorError where the database cannot be read, or no version of the bot with this log has used it. Otherwise
 * rejects as `work` does.
 */
export async function readAudit<T>(
  url: string,
  options: PostgresOptions,
  work: (snapshot: AuditSnapshot) => Promise<T>,
): Promise<T> {
  try {
    return await inReadTransaction(url, options, async (bound, kind) => {
      // PostgreSQL would end the transaction while a reader of the export pauses.
      if (kind === 'postgres') await sql`set local idle_in_transaction_session_timeout = 0`.execute(bound);
      return await work(await snapshotOf(bound));
    });
  } catch (error) {
    throw asOperatorError(error);
  }
}

async function snapshotOf(db: Queries): Promise<AuditSnapshot> {
  return { head: await linkOf(db, 'head'), checkpoint: await linkOf(db, 'checkpoint'), rows: () => rowsOf(db) };
}

/** Says what the operator can do about an error of the database; any other error is returned as it is. */
function asOperatorError(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'string') return error;
  const message = 'message' in error && error.message !== '' ? String(error.message) : error.code;
  const todo = isMissingTable(error)
    ? 'start the bot with this database once; if it has run with it, the log was removed'
    : 'check the address, such as sqlite:.data/bot.db or postgres://user@host:5432/database';
  return new OperatorError(`DATABASE_URL: the audit log cannot be read (${message}); ${todo}.`);
}

async function* rowsOf(db: Queries): AsyncIterable<ChainedRow> {
  for (let after: number | null = null; ;) {
    const rows: readonly ChainedRow[] = await db
      .selectFrom('audit_log')
      .selectAll()
      .$if(after !== null, (query) => query.where('seq', '>', after ?? 0))
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    yield* rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.seq ?? null;
  }
}

/**
 * A row for people and programs to read, with its place in the chain; as it is stored if it was changed to what cannot
 * be read.
 */
export function exportedRow(row: ChainedRow): object {
  const { seq, attempt, previous, hash } = row;
  try {
    const at = new Date(row.at).toISOString();
    const outcome = row.outcome === null ? null : fromJson(row.outcome);
    const said: object = row.entry === null ? { outcome } : auditedEntry(row.entry, row.outcome);
    return { ...said, seq, ...(attempt !== null && { attempt }), at, previous, hash };
  } catch {
    return row;
  }
}
