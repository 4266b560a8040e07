import { type RawBuilder, sql } from 'kysely';

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
  byId(id: string): Promise<(ProposalRow<T> & { readonly takenBy: string | null }) | null>;
  /** The id of the one that `turn` took; else of the newest that this person has not taken in this place, expired ones too. */
  newest(person: string, place: string, turn: string): Promise<string | null>;
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
      const { person, place, until_at: untilMs, taken_by: takenBy, asks } = row;
      return { id, person, place, untilMs, takenBy, asks: fromJson(asks) };
    },
    async newest(person, place, turn) {
      const row = await db
        .selectFrom('proposals')
        .select('id')
        .where('person', '=', person)
        .where('place', '=', place)
        .where(isFreeFor(turn))
        .orderBy(sql`taken_by is null`)
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
        .where(isFreeFor(turn))
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  };
}

function isFreeFor(turn: string): RawBuilder<boolean> {
  return sql<boolean>`(taken_by is null or taken_by = ${turn})`;
}
