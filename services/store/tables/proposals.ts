import { type RawBuilder, type Selectable, sql } from 'kysely';

import { fromJson, toJson } from '../codec';
import type { Queries, Schema } from '../schema';

/** Something that waits for a person's yes. */
export interface ProposalRow<T = unknown, Q = unknown> {
  readonly id: string;
  readonly person: string;
  readonly place: string;
  /** Epoch ms. */
  readonly untilMs: number;
  readonly asks: T;
  /** What its card says, and where. */
  readonly question: Q;
}

/** How one ended that did not just lapse. */
export type ProposalEnd = 'yes' | 'no' | 'replaced';

export interface KeptProposal<T = unknown, Q = unknown> extends ProposalRow<T, Q> {
  readonly takenBy: string | null;
  readonly ended: { readonly how: ProposalEnd; readonly atMs: number } | null;
  /** Its person said something else there since. */
  readonly saidSince: boolean;
}

/** Open in one process, taken in any. */
export interface ProposalRows<T = unknown, Q = unknown> {
  add(row: ProposalRow<T, Q>): Promise<void>;
  /** Ended ones too, until they are purged. */
  byId(id: string): Promise<KeptProposal<T, Q> | null>;
  /** Those of this person in this place, whatever became of them, newest first; at most `limit`. */
  newest(person: string, place: string, limit: number): Promise<readonly KeptProposal<T, Q>[]>;
  /** Ends it for `turn`. Whether it is its now, or was before: of any number of turns one hears true, however often it asks. */
  take(id: string, turn: string, end: { readonly how: 'yes' | 'no'; readonly atMs: number }): Promise<boolean>;
  /** Ends it where nothing has; false where something had. */
  replace(id: string, atMs: number): Promise<boolean>;
  /** Whether `said` would have anything to write down: a question of this person stands in this place. */
  stands(person: string, place: string): Promise<boolean>;
  /** This person said something else in this place: not what answers `except`. */
  said(person: string, place: string, except: string | null): Promise<void>;
  /** The bot told something unasked in this place: a bare word of anybody there may be meant for that. */
  told(place: string): Promise<void>;
}

export function proposalsTable(db: Queries): ProposalRows {
  return {
    async add({ id, person, place, untilMs, asks, question }) {
      const texts = { asks: toJson(asks), question: toJson(question) };
      const row = { id, person, place, until_at: untilMs, taken_by: null, ended: null, ended_at: null, ...texts };
      await db.insertInto('proposals').values(row).execute();
    },
    async byId(id) {
      const row = await db.selectFrom('proposals').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? keptOf(row) : null;
    },
    async newest(person, place, limit) {
      const rows = await db
        .selectFrom('proposals')
        .selectAll()
        .where('person', '=', person)
        .where('place', '=', place)
        .orderBy('until_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(keptOf);
    },
    async take(id, turn, { how, atMs }) {
      const { numUpdatedRows } = await db
        .updateTable('proposals')
        .set({ taken_by: turn, ended: how, ended_at: atMs })
        .where('id', '=', id)
        .where(isFreeFor(turn))
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async replace(id, atMs) {
      const { numUpdatedRows } = await db
        .updateTable('proposals')
        .set({ ended: 'replaced', ended_at: atMs })
        .where('id', '=', id)
        .where('taken_by', 'is', null)
        .where('ended', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    ...between(db),
  };
}

/** What comes between a question and a bare answer. */
function between(db: Queries): Pick<ProposalRows, 'stands' | 'said' | 'told'> {
  return {
    async stands(person, place) {
      const row = await db
        .selectFrom('proposals')
        .select('id')
        .where('person', '=', person)
        .where('place', '=', place)
        .where('said_since', '=', 0)
        .where('taken_by', 'is', null)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
    async said(person, place, except) {
      const open = db
        .updateTable('proposals')
        .set({ said_since: 1 })
        .where('person', '=', person)
        .where('place', '=', place)
        .where('said_since', '=', 0)
        .where('taken_by', 'is', null);
      await (except === null ? open : open.where('id', '<>', except)).execute();
    },
    async told(place) {
      await db
        .updateTable('proposals')
        .set({ said_since: 1 })
        .where('place', '=', place)
        .where('said_since', '=', 0)
        .where('taken_by', 'is', null)
        .execute();
    },
  };
}

function isFreeFor(turn: string): RawBuilder<boolean> {
  return sql<boolean>`((taken_by is null and ended is null) or taken_by = ${turn})`;
}

function keptOf(row: Selectable<Schema['proposals']>): KeptProposal {
  const { id, person, place, until_at: untilMs, taken_by: takenBy, ended, ended_at: atMs } = row;
  return {
    ...{ id, person, place, untilMs, takenBy, asks: fromJson(row.asks) },
    question: row.question === null ? null : fromJson(row.question),
    ended: ended === null ? null : { how: ended as ProposalEnd, atMs: atMs ?? untilMs },
    saidSince: row.said_since === 1,
  };
}
