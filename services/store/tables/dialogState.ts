import { randomUUID } from 'node:crypto';

import { StateConflict } from '../../platform/errors';
import { fromJson, toJson } from '../codec';
import type { Engine } from '../engine';
import type { Queries } from '../schema';

type StateItem = Readonly<Record<string, unknown>> & { readonly eTag?: string };
export type StateItems = Readonly<Record<string, StateItem>>;

/**
 * The Bot Framework's `Storage` with optimistic concurrency: a write succeeds only if its eTag is still the stored one.
 * An eTag of `*`, or none, overwrites any state. An eTag of a deleted key is a conflict too.
 */
export interface DialogState {
  /** The result omits unknown keys. */
  read(keys: readonly string[]): Promise<Record<string, StateItem>>;
  /** Writes all changes or none. Rejects with StateConflict if one of them conflicts. */
  write(changes: StateItems): Promise<void>;
  delete(keys: readonly string[]): Promise<void>;
}

export function dialogStateTable(db: Queries, { realTime }: Engine): DialogState {
  const put = async (key: string, { eTag: held, ...item }: StateItem): Promise<boolean> => {
    const row = { value: toJson(item), etag: randomUUID(), changed_real: realTime() };
    if (held !== undefined && held !== '' && held !== '*') {
      const update = db.updateTable('dialog_state').set(row).where('key', '=', key).where('etag', '=', held);
      return (await update.executeTakeFirst()).numUpdatedRows === 1n;
    }
    await db
      .insertInto('dialog_state')
      .values({ key, ...row })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
      .execute();
    return true;
  };
  return {
    async read(keys) {
      if (keys.length === 0) return {};
      const rows = await db.selectFrom('dialog_state').selectAll().where('key', 'in', keys).execute();
      return Object.fromEntries(
        rows.map(({ key, value, etag }) => [key, { ...(fromJson(value) as StateItem), eTag: etag }]),
      );
    },
    async write(changes) {
      // Every batch locks keys in the same order, so that two batches cannot deadlock.
      for (const [key, item] of Object.entries(changes).sort(([a], [b]) => (a < b ? -1 : 1)))
        if (!(await put(key, item))) throw new StateConflict(`eTag conflict: the state of "${key}" has changed`);
    },
    async delete(keys) {
      if (keys.length > 0) await db.deleteFrom('dialog_state').where('key', 'in', keys).execute();
    },
  };
}
