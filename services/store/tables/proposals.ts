import { type RawBuilder, type Selectable, sql } from 'kysely';

import type { KeptProposal, ProposalEnd, ProposalRows } from '../../conversations/repositories';
import { fromJson, toJson } from '../codec';
import type { Queries, Schema } from '../schema';

export function proposalsTable(db: Queries): ProposalRows {
  return {
    async add({ id, person, place, untilMs, asks, question }) {
      const texts = { asks: toJson(asks), question: toJson(question) };
      const row = {
        id,
        person,
        place,
        until_at: untilMs,
        taken_by: null,
        ended: null,
        ended_at: null,
        ended_by: null,
        ...texts,
      };
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
    async take(id, turn, { how, atMs, by = null }) {
      const { numUpdatedRows } = await db
        .updateTable('proposals')
        .set({ taken_by: turn, ended: how, ended_at: atMs, ended_by: by })
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
    ...messagesBetween(db),
  };
}

/** Records messages that come between a question and a bare "yes". The "yes" may then be meant for something else. */
function messagesBetween(db: Queries): Pick<ProposalRows, 'stands' | 'personSpoke' | 'botSpoke'> {
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
    async personSpoke(person, place, except) {
      const open = db
        .updateTable('proposals')
        .set({ said_since: 1 })
        .where('person', '=', person)
        .where('place', '=', place)
        .where('said_since', '=', 0)
        .where('taken_by', 'is', null);
      await (except === null ? open : open.where('id', '<>', except)).execute();
    },
    async botSpoke(place) {
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

/** Whether nobody took it, or this turn did: a turn that runs again after a crash takes its own proposal once more. */
function isFreeFor(turn: string): RawBuilder<boolean> {
  return sql<boolean>`((taken_by is null and ended is null) or taken_by = ${turn})`;
}

function keptOf(row: Selectable<Schema['proposals']>): KeptProposal {
  const { id, person, place, until_at: untilMs, taken_by: takenBy, ended, ended_at: atMs, ended_by: by } = row;
  return {
    id,
    person,
    place,
    untilMs,
    takenBy,
    asks: fromJson(row.asks),
    question: row.question === null ? null : fromJson(row.question),
    ended:
      ended === null ? null : { how: ended as ProposalEnd['how'], atMs: atMs ?? untilMs, ...(by !== null && { by }) },
    isInterrupted: row.said_since === 1,
  };
}
