import { type Kysely, type Migration, sql } from 'kysely';

import { CHAIN_START, chained, type ChainLink } from '../../access/auditChain';
import type { Engine } from '../engine';
import { createTable } from './columns';

interface Tables {
  readonly audit: { id: number; at: number; vm: string; entry: string; outcome: string | null };
  readonly audit_log: {
    seq: number;
    at: number;
    vm: string;
    attempt: number | null;
    entry: string | null;
    outcome: string | null;
    previous: string;
    hash: string;
  };
  readonly audit_marks: { name: string; seq: number; hash: string; at: number };
}

/** Rows that are copied at a time. */
const BATCH = 500;

/** The audit log as a chain of rows that never change. What the old table holds becomes the chain's first rows. */
export function auditChain(kind: Engine['kind']): Migration {
  return {
    async up(db: Kysely<Tables>) {
      await createTable(db as unknown as Kysely<unknown>, kind, {
        name: 'audit_log',
        columns: {
          ...{ seq: 'int', at: 'int', vm: 'text', attempt: 'int?', entry: 'text?', outcome: 'text?' },
          ...{ previous: 'text', hash: 'text' },
        },
        primary: ['seq'],
        unique: [['attempt']],
        indexes: [['at'], ['vm', 'at']],
      });
      await createTable(db as unknown as Kysely<unknown>, kind, {
        name: 'audit_marks',
        columns: { name: 'text', seq: 'int', hash: 'text', at: 'int' },
        primary: ['name'],
      });
      const head = await copyRows(db);
      await db
        .insertInto('audit_marks')
        .values({ name: 'head', ...head, at: 0 })
        .execute();
      await sql`drop table audit`.execute(db);
    },
  };
}

async function copyRows(db: Kysely<Tables>): Promise<ChainLink> {
  let head = CHAIN_START;
  for (let after = 0; ;) {
    const old = db.selectFrom('audit').selectAll().where('id', '>', after);
    const rows = await old.orderBy('id').limit(BATCH).execute();
    for (const { id, at, vm, entry, outcome } of rows) {
      const row = chained(head, { at, vm, attempt: null, entry, outcome });
      await db.insertInto('audit_log').values(row).execute();
      head = { seq: row.seq, hash: row.hash };
      after = id;
    }
    if (rows.length < BATCH) return head;
  }
}
