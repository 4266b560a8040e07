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

/**
 * The audit log as a chain of rows that never change. What the old table holds becomes the chain's first rows. The
 * database itself refuses to change a row, and to delete one after the checkpoint.
 */
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
      for (const statement of kind === 'postgres' ? POSTGRES_GUARD : SQLITE_GUARD) await sql.raw(statement).execute(db);
    },
  };
}

const CHECKPOINT = `coalesce((select seq from audit_marks where name = 'checkpoint'), 0)`;
const REFUSAL = 'the audit log is append-only';

const SQLITE_GUARD = [
  `create trigger audit_log_unchanged before update on audit_log
     begin select raise(abort, '${REFUSAL}'); end`,
  `create trigger audit_log_kept before delete on audit_log when old.seq > ${CHECKPOINT}
     begin select raise(abort, '${REFUSAL}'); end`,
];

const POSTGRES_GUARD = [
  `create function audit_log_guard() returns trigger language plpgsql as $$
     begin
       if tg_op = 'DELETE' then
         if old.seq <= ${CHECKPOINT} then return old; end if;
       end if;
       raise exception '${REFUSAL}';
     end $$`,
  `create trigger audit_log_kept before update or delete on audit_log
     for each row execute function audit_log_guard()`,
  `create trigger audit_log_not_emptied before truncate on audit_log
     for each statement execute function audit_log_guard()`,
];

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
