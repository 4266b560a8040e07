import type { AuditedEntry, AuditEntry, AuditHeads, AuditLog, AuditOutcome } from '../../access/audit';
import { CHAIN_START, ChainCheck, chained, type ChainFault, type ChainLink } from '../../access/auditChain';
import { type ItemId, itemIdOf } from '../../backup/ids';
import { HOUR_MS } from '../../platform/durations';
import { fromJson, toJson } from '../codec';
import type { Queries, Schema } from '../schema';

type Mark = Schema['audit_marks']['name'];

export function auditTable(db: Queries): AuditLog & AuditHeads {
  const append = async (fields: Parameters<typeof chained>[1] & { vm: ItemId | '' }): Promise<number> => {
    const row = chained(await lockHead(db), fields);
    await db.insertInto('audit_log').values(row).execute();
    await setMark(db, 'head', { ...row, at: fields.at });
    return row.seq;
  };
  const begin = ({ at, vm, ...rest }: AuditEntry, outcome: AuditOutcome | null): Promise<number> =>
    append({
      at,
      vm: vm === null ? '' : itemIdOf(storable(vm.itemId)),
      attempt: null,
      entry: toJson({ at, vm, ...rest }),
      outcome: outcome && toJson(outcome),
    });
  return {
    begin: (entry) => begin(entry, null),
    async end(id, at, outcome) {
      await append({ at, vm: '', attempt: id, entry: null, outcome: toJson(outcome) });
    },
    async record({ outcome, ...entry }) {
      await begin(entry, outcome);
    },
    async find({ item, since, limit, kind }) {
      const wanted = db
        .selectFrom('audit_log as log')
        .leftJoin('audit_log as closing', 'closing.attempt', 'log.seq')
        .select(['log.entry', 'log.outcome', 'closing.outcome as later'])
        .where('log.attempt', 'is', null)
        .where('log.at', '>=', since)
        .$if(item !== null, (query) => query.where('log.vm', '=', item ?? ''))
        // JSON of ours; within a text of somebody's the quotes have backslashes.
        .$if(kind !== undefined, (query) => query.where('log.entry', 'like', `%"kind":"${kind}"%`));
      const rows = await wanted.orderBy('log.at', 'desc').orderBy('log.seq', 'desc').limit(limit).execute();
      return rows.map(({ entry, outcome, later }) => auditedEntry(entry ?? '{}', outcome ?? later));
    },
    async due(at) {
      const head = await lockHead(db);
      const logged = await db
        .selectFrom('audit_marks')
        .select(['at', 'seq', 'hash'])
        .where('name', '=', 'logged')
        .executeTakeFirst();
      // A clock may have been set back since, as a demo's is.
      if (logged !== undefined && Math.abs(at - logged.at) < HOUR_MS) return null;
      await setMark(db, 'logged', { ...head, at });
      const checkpoint = await linkOf(db, 'checkpoint');
      const from = logged !== undefined && logged.seq > checkpoint.seq ? logged : checkpoint;
      return { head, checkpoint, fault: await faultAfter(db, from, head) };
    },
  };
}

/** Rows that are checked at a time, few enough that the lock of the log is short. `npm run audit` checks all. */
const CHECKED_MAX = 2_000;

/** The first fault of the rows after `from`, up to the head. */
async function faultAfter(db: Queries, from: ChainLink, head: ChainLink): Promise<ChainFault | null> {
  const rows = await db
    .selectFrom('audit_log')
    .selectAll()
    .where('seq', '>', from.seq)
    .orderBy('seq')
    .limit(CHECKED_MAX)
    .execute();
  const check = new ChainCheck(from);
  for (const row of rows) check.next(row);
  if (rows.length < CHECKED_MAX) check.end(head);
  return check.faults[0] ?? null;
}

/** Entries of older versions of the bot lack the fields that have a default here. */
export function auditedEntry(entry: string, outcome: string | null): AuditedEntry {
  return {
    ...({ kind: 'command', rule: null, requestId: null, ...(fromJson(entry) as object) } as unknown as AuditEntry),
    outcome: outcome === null ? null : (fromJson(outcome) as AuditOutcome),
  };
}

/** Both databases replace or cut what is no valid text; the hash must be of what they keep. */
function storable(text: string): string {
  return Buffer.from(text.replaceAll('\0', '')).toString();
}

/** The last row's link. No other transaction appends until this one ends: rows of all replicas form one chain. */
export async function lockHead(db: Queries): Promise<ChainLink> {
  const { seq, hash } = await db
    .insertInto('audit_marks')
    .values({ name: 'head', ...CHAIN_START, at: 0 })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ name: 'head' }))
    .returning(['seq', 'hash'])
    .executeTakeFirstOrThrow();
  return { seq, hash };
}

export async function linkOf(db: Queries, name: 'head' | 'checkpoint'): Promise<ChainLink> {
  const columns = ['seq', 'hash'] as const;
  const row = await db.selectFrom('audit_marks').select(columns).where('name', '=', name).executeTakeFirst();
  return row ?? CHAIN_START;
}

export async function setMark(
  db: Queries,
  name: Mark,
  { seq, hash, at }: ChainLink & { readonly at: number },
): Promise<void> {
  await db
    .insertInto('audit_marks')
    .values({ name, seq, hash, at })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ seq, hash, at }))
    .execute();
}
