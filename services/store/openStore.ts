import assert from 'node:assert';
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

import { Kysely } from 'kysely';

import { SECOND_MS } from '../platform/durations';
import type { Log } from '../platform/log';
import { withTimeout } from '../platform/timeout';
import { keepTrace } from '../platform/trace';
import { VERSION } from '../platform/version';
import { AdmissionQueue, StoreBusy } from './admissionQueue';
import { asDatabaseError } from './databaseError';
import type { Engine } from './engine';
import { GroupCommit } from './groupCommit';
import { migrate, refuseLaterFile } from './migrate';
import { openPostgres, type PostgresOptions } from './postgres';
import { purge } from './purge';
import type { Queries, Schema } from './schema';
import { openSqlite } from './sqlite';
import { type Tables, tablesOf } from './tables';

export interface Store {
  /**
   * Commits everything that `work` does to the tables. Rolls all of it back if `work` rejects or takes longer than 10 s
   * of real time. `work` may run again: after a conflict on PostgreSQL, or on SQLite when another work of its group
   * commit fails. So it only uses the tables, waits for nothing else and starts no transaction. Rejects with
   * DatabaseError if the database does not answer or takes no write (StoreBusy when too many wait). Otherwise rejects
   * as `work` does.
   */
  transaction<T>(work: (tables: Tables) => Promise<T>): Promise<T>;
  /** Writes one row. Rejects with DatabaseError if the database does not take it. */
  health(): Promise<void>;
  /** Deletes rows that are past their time, in batches of 500; resolves with their number. `now` is epoch ms. */
  purge(now: number): Promise<number>;
  /** Waits for the running transactions, then closes the database. */
  close(): Promise<void>;
}

interface StoreOptions extends PostgresOptions {
  /** Deletes an SQLite file first, for a demo that starts empty. */
  readonly anew?: boolean;
}

const SQLITE = 'sqlite:';
const WORK_MS_MAX = 10 * SECOND_MS;
const WAITING_MAX = 1_000;
const WAIT_MS = 10 * SECOND_MS;
const TRIES_MAX = 3;
/**
 * Longest random wait before the second try, doubled before the third, so that two transactions do not collide again.
 */
const RETRY_WAIT_MS = 50;
/**
 * serialization_failure, deadlock_detected, unique_violation: the transaction was rolled back, and the next try sees
 * what the other transaction wrote. https://www.postgresql.org/docs/15/errcodes-appendix.html
 */
const RETRYABLE = ['40001', '40P01', '23505'];

/**
 * Opens the database and brings its schema up to date. `url` is `sqlite:<file>`, for one process, or `postgres://…`,
 * which any number of processes share. Rejects with OperatorError if the database cannot be used.
 */
export async function openStore(url: string, options: StoreOptions): Promise<Store> {
  if (url.startsWith(SQLITE) && options.anew !== true) await refuseLaterFile(url.slice(SQLITE.length));
  const engine = openEngine(url, options);
  try {
    const ran = await migrate(engine);
    if (ran.length > 0) options.log.info({ migrations: ran, version: VERSION }, 'the schema was brought up to date');
    const db: Queries = new Kysely<Schema>(engine);
    // Only this process has the SQLite file open, so every other holder is dead.
    if (engine.kind === 'sqlite') await releaseHeld(db);
    return storeOf(db, engine, options.log);
  } catch (error) {
    engine.close();
    throw error;
  }
}

/** Opens the database without touching its schema. Throws OperatorError if it cannot be used. */
export function openEngine(url: string, options: StoreOptions): Engine {
  return url.startsWith(SQLITE) ? openSqlite(url.slice(SQLITE.length), options) : openPostgres(url, options);
}

async function releaseHeld(db: Queries): Promise<void> {
  await db.deleteFrom('leases').execute();
  await db.updateTable('activities').set({ held_until_real: 0 }).where('result', 'is', null).execute();
}

function storeOf(db: Queries, engine: Engine, log: Log): Store {
  const queue = new AdmissionQueue({ runningMax: engine.transactionsMax, waitingMax: WAITING_MAX, waitMs: WAIT_MS });
  const current = new AsyncLocalStorage<{ open: boolean }>();
  const transact = <T>(work: (bound: Queries) => Promise<T>): Promise<T> => db.transaction().execute(work);
  const commits = engine.kind === 'sqlite' ? new GroupCommit(transact) : { run: transact };
  const once = <T>(work: (tables: Tables, db: Queries) => Promise<T>): Promise<T> =>
    commits.run(async (bound) => {
      // Closed at the end: something that `work` started without awaiting it may try a query after the commit.
      const scope = { open: true };
      try {
        return await current.run(scope, () =>
          withTimeout(work(tablesOf(bound, engine), bound), WORK_MS_MAX, tookTooLong),
        );
      } finally {
        scope.open = false;
      }
    });
  const run = <T>(work: (tables: Tables, db: Queries) => Promise<T>): Promise<T> => {
    assert(current.getStore()?.open !== true, 'a transaction inside a transaction would wait for itself');
    // A group commit runs the works of several callers: each keeps the trace of its own.
    const traced = keepTrace(work);
    return queue.run(() => retrying(() => once(traced), log)).catch(rethrow);
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

function rethrow(error: unknown): never {
  throw asDatabaseError(error);
}

async function retrying<T>(work: () => Promise<T>, log: Log): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const isRetryable = error instanceof Error && 'code' in error && RETRYABLE.includes(String(error.code));
      if (!isRetryable || tries >= TRIES_MAX) throw error;
      log.info({ err: error, tries }, 'a transaction stood in the way of another; it is tried again');
      await sleep(Math.random() * tries * RETRY_WAIT_MS);
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
