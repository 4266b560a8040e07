import type { AuditedEntry, AuditEntry, AuditLog, AuditOutcome } from '../../access/audit';
import { itemIdOf } from '../../backup/ids';
import { fromJson, toJson } from '../codec';
import type { Queries } from '../schema';

export function auditTable(db: Queries): AuditLog {
  return {
    async begin(entry) {
      const vm = entry.vm === null ? ('' as const) : itemIdOf(entry.vm.itemId);
      const row = { at: entry.at, vm, entry: toJson(entry), outcome: null };
      const { id } = await db.insertInto('audit').values(row).returning('id').executeTakeFirstOrThrow();
      return id;
    },
    async end(id, outcome) {
      await db
        .updateTable('audit')
        .set({ outcome: toJson(outcome) })
        .where('id', '=', id)
        .execute();
    },
    async find({ item, since, limit }) {
      const wanted = db
        .selectFrom('audit')
        .select(['entry', 'outcome'])
        .where('at', '>=', since)
        .$if(item !== null, (query) => query.where('vm', '=', item ?? ''));
      const rows = await wanted.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return rows.map(({ entry, outcome }): AuditedEntry => ({
        ...(fromJson(entry) as AuditEntry),
        outcome: outcome === null ? null : (fromJson(outcome) as AuditOutcome),
      }));
    },
  };
}
