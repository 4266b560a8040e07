import { fromJson, toJson } from '../codec';
import type { Engine } from '../engine';
import type { Queries } from '../schema';
import { LEASE_MS } from './leases';

/** Teams gives an activity an id that is unique in its conversation (docs/teams.md). */
interface ActivityKey {
  readonly tenant: string;
  /** Without the thread's `;messageid=…`. */
  readonly conversation: string;
  readonly activity: string;
}

interface SeenActivity extends ActivityKey {
  readonly body: unknown;
}

interface UnansweredActivity extends SeenActivity {
  /** When the activity's first delivery came, in epoch ms of the bot's clock. */
  readonly seenMs: number;
}

/**
 * `mine`: this process must answer it; `again` means that an earlier process began and died. `busy`: another process is
 * answering it.
 */
type ActivityClaim =
  | { readonly state: 'mine'; readonly again: boolean }
  | { readonly state: 'busy' }
  | { readonly state: 'answered'; readonly result: unknown };

/** Idempotent consumer: Teams may deliver an activity several times, and it counts as done only once it is answered. */
export interface Activities {
  /**
   * Takes `seen` for `owner` for LEASE_MS of real time, unless another owner holds or has answered it. An owner may
   * take its own activity again. `now` is epoch ms of the bot's clock.
   */
  claim(seen: SeenActivity, by: { readonly owner: string; readonly now: number }): Promise<ActivityClaim>;
  /** Keeps what it was answered with, for a delivery that comes again. Its body, with what was typed, is emptied. */
  answered(key: ActivityKey, result: unknown): Promise<void>;
  /** Extends the leases of all unanswered activities of `owner` by LEASE_MS, for answers that take long. */
  renewAll(owner: string): Promise<void>;
  /** Takes over activities whose process died before it answered, oldest first. */
  takeLeft(owner: string, limit: number): Promise<readonly UnansweredActivity[]>;
}

export function activitiesTable(db: Queries, engine: Engine): Activities {
  const heldUntil = () => engine.realTime(LEASE_MS);
  const update = ({ tenant, conversation, activity }: ActivityKey) =>
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

function rowOf(db: Queries, { tenant, conversation, activity }: ActivityKey) {
  return db
    .selectFrom('activities')
    .select('result')
    .where('tenant', '=', tenant)
    .where('conversation', '=', conversation)
    .where('activity', '=', activity)
    .executeTakeFirst();
}
