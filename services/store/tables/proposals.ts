import { fromJson, toJson } from '../codec';
import type { Queries } from '../schema';

/** Something that waits for a person's yes. */
export interface ProposalRow<T = unknown> {
  readonly id: string;
  readonly person: string;
  readonly place: string;
  /** Epoch ms. */
  readonly untilMs: number;
  readonly asks: T;
}

/** Open in one process, taken in any. */
export interface ProposalRows<T = unknown> {
  add(row: ProposalRow<T>): Promise<void>;
  /** Taken ones too, until they are purged. */
  byId(id: string): Promise<ProposalRow<T> | null>;
  /** The id of the newest that this person has not taken in this place, expired ones too. */
  newest(person: string, place: string): Promise<string | null>;
  /** Whether it is `turn`'s now, or was before: of any number of turns one hears true, however often it asks. */
  take(id: string, turn: string): Promise<boolean>;
}

export function proposalsTable(db: Queries): ProposalRows {
  return {
    async add({ id, person, place, untilMs, asks }) {
      const row = { id, person, place, until_at: untilMs, taken_by: null, asks: toJson(asks) };
      await db.insertInto('proposals').values(row).execute();
    },
    async byId(id) {
      const row = await db.selectFrom('proposals').selectAll().where('id', '=', id).executeTakeFirst();
      if (!row) return null;
      const { person, place, until_at: untilMs, asks } = row;
      return { id, person, place, untilMs, asks: fromJson(asks) };
    },
    async newest(person, place) {
      const row = await db
        .selectFrom('proposals')
        .select('id')
        .where('person', '=', person)
        .where('place', '=', place)
        .where('taken_by', 'is', null)
        .orderBy('until_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.id ?? null;
    },
    async take(id, turn) {
      const { numUpdatedRows } = await db
        .updateTable('proposals')
        .set({ taken_by: turn })
        .where('id', '=', id)
        .where((row) => row.or([row('taken_by', 'is', null), row('taken_by', '=', turn)]))
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  };
}
