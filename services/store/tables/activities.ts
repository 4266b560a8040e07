import type { Activities, ActivityId } from '../../conversations/activityTables';
import { fromJson, toJson } from '../codec';
import type { Engine } from '../engine';
import type { Queries } from '../schema';
import { LEASE_MS } from './leases';

export function activitiesTable(db: Queries, engine: Engine): Activities {
  const heldUntil = () => engine.realTime(LEASE_MS);
  const update = ({ tenant, conversation, activity }: ActivityId) =>
    db
      .updateTable('activities')
      .where('tenant', '=', tenant)
      .where('conversation', '=', conversation)
      .where('activity', '=', activity);
  return {
    async claim({ tenant, conversation, activity, body }, { owner, now }) {
      const key = { tenant, conversation, activity };
      const held = { owner, held_until_real: heldUntil() };
      const { numInsertedOrUpdatedRows: isNew } = await db
        .insertInto('activities')
        .values({ ...key, ...held, seen_at: now, body: toJson(body), result: null })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (isNew === 1n) return { state: 'mine', again: false };
      const { numUpdatedRows: left } = await update(key)
        .set(held)
        .where('result', 'is', null)
        .where((or) => or.or([or('owner', '=', owner), or('held_until_real', '<', engine.realTime())]))
        .executeTakeFirst();
      if (left === 1n) return { state: 'mine', again: true };
      const row = await rowOf(db, key);
      return row?.result == null ? { state: 'busy' } : { state: 'answered', result: fromJson(row.result) };
    },
    async answered(key, result) {
      await update(key)
        .set({ result: toJson(result ?? null), body: '' })
        .execute();
    },
    async renewAll(owner) {
      await db
        .updateTable('activities')
        .set({ held_until_real: heldUntil() })
        .where('owner', '=', owner)
        .where('result', 'is', null)
        .execute();
    },
    async takeLeft(owner, limit) {
      const left = db
        .selectFrom('activities')
        .select(['tenant', 'conversation', 'activity', 'body', 'seen_at'])
        .where('result', 'is', null)
        .where('owner', '<>', owner)
        .where('held_until_real', '<', engine.realTime())
        .orderBy('seen_at')
        .limit(limit);
      const rows = await (engine.kind === 'postgres' ? left.forUpdate().skipLocked() : left).execute();
      for (const row of rows) await update(row).set({ owner, held_until_real: heldUntil() }).execute();
      return rows.map(({ body, seen_at: seenMs, ...key }) => ({ ...key, body: fromJson(body), seenMs }));
    },
  };
}

function rowOf(db: Queries, { tenant, conversation, activity }: ActivityId) {
  return db
    .selectFrom('activities')
    .select('result')
    .where('tenant', '=', tenant)
    .where('conversation', '=', conversation)
    .where('activity', '=', activity)
    .executeTakeFirst();
}
