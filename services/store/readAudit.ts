import { Kysely } from 'kysely';

import type { AuditEnds } from '../access/audit';
import type { ChainedRow } from '../access/auditChain';
import { OperatorError } from '../platform/errors';
import { fromJson } from './codec';
import { openPostgres, type PostgresOptions } from './postgres';
import type { Queries, Schema } from './schema';
import { openSqliteToRead } from './sqlite';
import { auditedEntry, linkOf } from './tables/audit';

/** Rows that are read at a time. */
const PAGE = 500;

/** What the audit log holds at one moment. */
export interface AuditSnapshot extends AuditEnds {
  /** In the order of the chain. */
  readonly rows: () => AsyncIterable<ChainedRow>;
}

/**
 * Reads the audit log in one transaction that cannot write, also while the bot runs. Rejects with OperatorError where
 * the database cannot be read, or no version of the bot with this log has used it.
 */
export async function readAudit<T>(
  url: string,
  options: PostgresOptions,
  work: (snapshot: AuditSnapshot) => Promise<T>,
): Promise<T> {
  const isSqlite = url.startsWith('sqlite:');
  const engine = isSqlite ? openSqliteToRead(url.slice('sqlite:'.length)) : openPostgres(url, options);
  const db = new Kysely<Schema>({ dialect: engine.dialect });
  const transaction = isSqlite
    ? db.transaction()
    : db.transaction().setAccessMode('read only').setIsolationLevel('repeatable read');
  try {
    return await transaction.execute(async (bound) => work(await snapshotOf(bound)));
  } finally {
    await db.destroy();
    engine.close();
  }
}

async function snapshotOf(db: Queries): Promise<AuditSnapshot> {
  try {
    return { head: await linkOf(db, 'head'), checkpoint: await linkOf(db, 'checkpoint'), rows: () => rowsOf(db) };
  } catch (error) {
    throw new OperatorError(
      `DATABASE_URL: the audit log cannot be read (${error instanceof Error ? error.message : String(error)}); start the bot once.`,
    );
  }
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

/** A row for people and programs to read, with its place in the chain. */
export function exportedRow(row: ChainedRow): Record<string, unknown> {
  const { seq, at, attempt, previous, hash } = row;
  const outcome = row.outcome === null ? null : fromJson(row.outcome);
  const said: object = row.entry === null ? { outcome } : auditedEntry(row.entry, row.outcome);
  return { seq, ...(attempt !== null && { attempt }), ...said, at: new Date(at).toISOString(), previous, hash };
}
