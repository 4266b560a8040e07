import type { ExpressionBuilder, Selectable } from 'kysely';

import type { OutboxRows, OutRow } from '../../notify/repositories';
import { DEFERRED_SLOT_PREFIX } from '../../notify/slots';
import type { Queries, Schema } from '../schema';
import { conversationColumns } from './conversationColumns';

export function outboxTable(db: Queries): OutboxRows {
  return { ...counts(db), ...picks(db), ...changes(db), ...bringsForward(db) };
}

type Changes = Pick<OutboxRows, 'put' | 'mark' | 'remove' | 'removeConversation'>;
type BringsForward = Pick<OutboxRows, 'bringForward' | 'bringAllForward'>;
type Counts = Pick<OutboxRows, 'count' | 'depth' | 'nextDueMs'>;

function changes(db: Queries): Changes {
  return {
    async put({ to, slot, update, body, createdMs }) {
      await db
        .insertInto('outbox')
        .values({
          ...conversationColumns(to),
          slot,
          is_update: Number(update),
          body,
          version: 1,
          created_at: createdMs,
          due_at: createdMs,
          tries: 0,
          sending: 0,
        })
        .onConflict((conflict) =>
          conflict.columns(['tenant', 'conversation', 'slot']).doUpdateSet((row) => ({
            body,
            version: row('outbox.version', '+', 1),
            ...(!update && { is_update: 0 }),
          })),
        )
        .execute();
    },
    async mark(id, { dueMs, tries, unanswered, failed, sending, update }) {
      const fields = {
        ...(dueMs !== undefined && { due_at: dueMs }),
        ...(tries !== undefined && { tries }),
        ...(unanswered !== undefined && { unanswered }),
        ...(failed !== undefined && { failed }),
        ...(sending !== undefined && { sending: Number(sending) }),
        ...(update !== undefined && { is_update: Number(update) }),
      };
      if (Object.keys(fields).length > 0) await db.updateTable('outbox').set(fields).where('id', '=', id).execute();
    },
    async remove(id, version) {
      await db.deleteFrom('outbox').where('id', '=', id).where('version', '=', version).execute();
      const left = await db.selectFrom('outbox').select('id').where('id', '=', id).executeTakeFirst();
      return left === undefined;
    },
    async removeConversation(to) {
      await db
        .deleteFrom('outbox')
        .where((row) => row.and(conversationColumns(to)))
        .execute();
    },
  };
}

function bringsForward(db: Queries): BringsForward {
  return {
    async bringForward(to, slot, dueMs) {
      await db
        .updateTable('outbox')
        .set({ due_at: dueMs })
        .where((row) => row.and(conversationColumns(to)))
        .where('slot', '=', slot)
        .where('tries', '=', 0)
        .where('due_at', '>', dueMs)
        .execute();
    },
    async bringAllForward(to, atMs) {
      await db
        .updateTable('outbox')
        .set({ due_at: atMs })
        .where((row) => row.and(conversationColumns(to)))
        .where('created_at', '<=', atMs)
        .where('due_at', '>', atMs)
        .execute();
    },
  };
}

function counts(db: Queries): Counts {
  return {
    async count(to) {
      const { count } = await db
        .selectFrom('outbox')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where((row) => row.and(conversationColumns(to)))
        .executeTakeFirstOrThrow();
      return count;
    },
    async depth(nowMs) {
      const inReach = db.selectFrom('outbox').where(isInReach);
      const { count, oldest } = await inReach
        .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min<number | null>('created_at').as('oldest')])
        .where((row) => row.not(isOwed(row)))
        .where((row) => row.or([row('created_at', '<=', nowMs), row('due_at', '<=', nowMs)]))
        .executeTakeFirstOrThrow();
      const { deferred } = await inReach
        .select(({ fn }) => fn.countAll<number>().as('deferred'))
        .where(isOwed)
        .executeTakeFirstOrThrow();
      return { rows: count, oldestMs: oldest, deferred };
    },
    async nextDueMs(nowMs) {
      const { next } = await db
        .selectFrom('outbox')
        .select(({ fn }) => fn.min<number | null>('due_at').as('next'))
        .where('due_at', '>', nowMs)
        .executeTakeFirstOrThrow();
      return next;
    },
  };
}

function picks(db: Queries): Omit<OutboxRows, keyof Changes | keyof Counts | keyof BringsForward> {
  const rows = db.selectFrom('outbox').selectAll();
  return {
    dueConversations: (nowMs, limit) =>
      db
        .selectFrom('outbox')
        .select(['tenant', 'conversation'])
        .where('due_at', '<=', nowMs)
        .where(isInReach)
        .groupBy(['tenant', 'conversation'])
        .orderBy(({ fn }) => fn.min('id'))
        .limit(limit)
        .execute(),
    async head(to) {
      const row = await rows
        .where((row) => row.and(conversationColumns(to)))
        .where('is_update', '=', 0)
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      return row ? outRowOf(row) : null;
    },
    async dueUpdates(to, nowMs, limit) {
      const found = await rows
        .where((row) => row.and(conversationColumns(to)))
        .where('is_update', '=', 1)
        .where('due_at', '<=', nowMs)
        .orderBy('due_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return found.map(outRowOf);
    },
  };
}

function isOwed(row: ExpressionBuilder<Schema, 'outbox'>) {
  return row(row.fn.coalesce('slot', row.val('')), 'like', `${DEFERRED_SLOT_PREFIX}%`);
}

/** Excludes conversations that are out of reach: Teams answered 404 for too long, so nothing is sent there. */
function isInReach(row: ExpressionBuilder<Schema, 'outbox'>) {
  const resting = row
    .selectFrom('conversations')
    .select('conversations.tenant')
    .whereRef('conversations.tenant', '=', 'outbox.tenant')
    .whereRef('conversations.conversation', '=', 'outbox.conversation')
    .where('conversations.resting_since', 'is not', null);
  return row.not(row.exists(resting));
}

function outRowOf(row: Selectable<Schema['outbox']>): OutRow {
  return {
    id: row.id,
    to: conversationColumns(row),
    slot: row.slot,
    update: row.is_update === 1,
    body: row.body,
    version: row.version,
    createdMs: row.created_at,
    dueMs: row.due_at,
    tries: row.tries,
    unanswered: row.unanswered,
    failed: row.failed,
    sending: row.sending === 1,
  };
}
