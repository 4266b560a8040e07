import assert from 'node:assert';
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

import { Kysely } from 'kysely';

import type { Log } from '../platform/log';
import { withTimeout } from '../platform/timeout';
import { AdmissionQueue, StoreBusy } from './admissionQueue';
import { asDatabaseError } from './databaseError';
import type { Engine } from './engine';
import { GroupCommit } from './groupCommit';
import { migrate } from './migrate';
import { openPostgres, type PostgresOptions } from './postgres';
import { purge } from './purge';
import type { Queries, Schema } from './schema';
import { openSqlite } from './sqlite';
import { type Tables, tablesOf } from './tables';

export interface Store {
  /**
   * Everything that `work` does to the tables, or nothing of it: also when it rejects, or takes longer than 10 s of real
   * time. It may be run again (PostgreSQL ends one of two that wait for each other; on SQLite, where one fails with which it
   * shared a commit), so it does nothing else, waits for
   * nobody and starts no transaction of its own. Rejects with DatabaseError where the database does not answer or takes
   * no write (StoreBusy when too many wait), else as `work` does.
   */
  transaction<T>(work: (tables: Tables) => Promise<T>): Promise<T>;
  /** Rejects, with DatabaseError, unless the database takes a write. */
  health(): Promise<void>;
  /** Deletes what is past its time, in batches of 500; resolves with how many rows went. `now` is epoch ms. */
  purge(now: number): Promise<number>;
  /** Waits for the transactions that run. */
  close(): Promise<void>;
}

export interface StoreOptions extends PostgresOptions {
  /** Empties an SQLite file first: a demo that starts anew. */
  readonly anew?: boolean;
}

const WORK_MS_MAX = 10_000;
const WAITING_MAX = 1_000;
const WAIT_MS = 10_000;
const TRIES_MAX = 3;
/** At random up to this, and twice it the second time: so that the two do not meet again. */
const AGAIN_MS = 50;
/**
 * serialization_failure, deadlock_detected, unique_violation: nothing was done, and the next try sees what the other
 * transaction wrote. https://www.postgresql.org/docs/15/errcodes-appendix.html
 */
const AGAIN = ['40001', '40P01', '23505'];

/**
 * `url`: `sqlite:<file>` (with its folder made where missing, for one process alone) or `postgres://…` (shared by any
 * number). The schema is brought up to date first. Rejects with OperatorError where that cannot be.
 */
export async function openStore(url: string, options: StoreOptions): Promise<Store> {
  const engine = openEngine(url, options);
  try {
    await migrate(engine);
    const db: Queries = new Kysely<Schema>(engine);
    // Whoever held something in this file is dead: the process that opens it is alone.
    if (engine.kind === 'sqlite') await freeAll(db);
    return storeOf(db, engine, options.log);
  } catch (error) {
    engine.close();
    throw error;
  }
}

/** The database by itself, without a schema. Throws OperatorError as `openStore` rejects. */
export function openEngine(url: string, options: StoreOptions): Engine {
  return url.startsWith('sqlite:') ? openSqlite(url.slice('sqlite:'.length), options) : openPostgres(url, options);
}

async function freeAll(db: Queries): Promise<void> {
  await db.deleteFrom('leases').execute();
  await db.updateTable('activities').set({ held_until_real: 0 }).where('result', 'is', null).execute();
}

function storeOf(db: Queries, engine: Engine, log: Log): Store {
  const queue = new AdmissionQueue({ atOnce: engine.atOnce, waitingMax: WAITING_MAX, waitMs: WAIT_MS });
  const inside = new AsyncLocalStorage<{ open: boolean }>();
  const transact = <T>(work: (bound: Queries) => Promise<T>): Promise<T> => db.transaction().execute(work);
  const together = engine.kind === 'sqlite' ? new GroupCommit(transact) : { run: transact };
  const once = <T>(work: (tables: Tables, db: Queries) => Promise<T>): Promise<T> =>
    together.run(async (bound) => {
      // What `work` merely set going may ask for a transaction later.
      const scope = { open: true };
      try {
        return await inside.run(scope, () =>
          withTimeout(work(tablesOf(bound, engine), bound), WORK_MS_MAX, tookTooLong),
        );
      } finally {
        scope.open = false;
      }
    });
  const run = <T>(work: (tables: Tables, db: Queries) => Promise<T>): Promise<T> => {
    assert(inside.getStore()?.open !== true, 'a transaction inside a transaction would wait for itself');
    return queue.run(() => tried(() => once(work), log)).catch(failed);
  };
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await queue.idle();
    await db.destroy();
    engine.close();
  };
  return {
    transaction: (work) => run(work),
    health: () => run((_tables, bound) => touch(bound, engine)),
    purge: (now) => purge((work) => run((_tables, bound) => work(bound)), { now, engine }),
    close: () => (closing ??= close()),
  };
}

function failed(error: unknown): never {
  throw asDatabaseError(error);
}

async function tried<T>(work: () => Promise<T>, log: Log): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const again = error instanceof Error && 'code' in error && AGAIN.includes(String(error.code));
      if (!again || tries >= TRIES_MAX) throw error;
      log.info({ err: error, tries }, 'a transaction stood in the way of another; it is tried again');
      await sleep(Math.random() * tries * AGAIN_MS);
    }
  }
}

/** The transaction is rolled back; Kysely then refuses every query that `work` still makes. */
function tookTooLong(): never {
  throw new StoreBusy(`a transaction took more than ${WORK_MS_MAX} ms and was rolled back`);
}

async function touch(db: Queries, engine: Engine): Promise<void> {
  const row = { at_real: engine.realTime() };
  await db
    .insertInto('health')
    .values({ id: 1, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}
