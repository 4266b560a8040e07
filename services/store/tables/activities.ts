import { fromJson, toJson } from '../codec';
import type { Engine } from '../engine';
import type { Queries } from '../schema';
import { LEASE_MS } from './leases';

/** Teams gives an activity an id that is unique in its conversation (docs/teams.md). */
export interface ActivityKey {
  readonly tenant: string;
  /** Without `;messageid=…`. */
  readonly conversation: string;
  readonly activity: string;
}

export interface SeenActivity extends ActivityKey {
  readonly body: unknown;
}

export interface LeftActivity extends SeenActivity {
  /** When it came first, epoch ms of the bot's clock. */
  readonly seenMs: number;
}

/** `mine`: answer it; `again` says that somebody began before and died. `busy`: another process is at it. */
export type ActivityClaim =
  | { readonly state: 'mine'; readonly again: boolean }
  | { readonly state: 'busy' }
  | { readonly state: 'answered'; readonly result: unknown };

/** What Teams delivers up to four times and is done once: only when it is answered. */
export interface Activities {
  /**
   * Takes `seen` for `owner` for LEASE_MS of real time, or says who has been there. The same owner may take its own
   * again. `now` is epoch ms of the bot's clock.
   */
  claim(seen: SeenActivity, by: { readonly owner: string; readonly now: number }): Promise<ActivityClaim>;
  /** Keeps what it was answered with, for a delivery that comes again. Its body, with what was typed, is emptied. */
  answered(key: ActivityKey, result: unknown): Promise<void>;
  /** Keeps `owner`'s unanswered ones for another LEASE_MS: for work that takes long. */
  renewAll(owner: string): Promise<void>;
  /** Takes for `owner` those of others, oldest first, whose process died before their answer. */
  takeLeft(owner: string, limit: number): Promise<readonly LeftActivity[]>;
}

export function activitiesTable(db: Queries, engine: Engine): Activities {
  const heldUntil = () => engine.realTime(LEASE_MS);
  const at = ({ tenant, conversation, activity }: ActivityKey) =>
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
      const { numUpdatedRows: left } = await at(key)
        .set(held)
        .where('result', 'is', null)
        .where((or) => or.or([or('owner', '=', owner), or('held_until_real', '<', engine.realTime())]))
        .executeTakeFirst();
      if (left === 1n) return { state: 'mine', again: true };
      const row = await rowOf(db, key);
      return row?.result == null ? { state: 'busy' } : { state: 'answered', result: fromJson(row.result) };
    },
    async answered(key, result) {
      await at(key)
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
      for (const row of rows) await at(row).set({ owner, held_until_real: heldUntil() }).execute();
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
