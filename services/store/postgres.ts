import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { PostgresDialect, sql } from 'kysely';
import type Pg from 'pg';
import type { Pool, PoolClient, PoolConfig } from 'pg';

import { MINUTE_MS, SECOND_MS } from '../platform/durations';
import type { Log } from '../platform/log';
import { encode, integer } from './codec';
import type { Engine } from './engine';
import { readPostgresUrl } from './postgresUrl';

const CONNECTIONS_MAX = 10;
const CONNECT_MS = 5 * SECOND_MS;
/** The server ends a statement after this time. */
const STATEMENT_MS = 10 * SECOND_MS;
/** The client stops waiting for a statement after this time, in case the server does not answer at all. */
const NO_ANSWER_MS = 12 * SECOND_MS;
/**
 * The server ends a transaction that is idle this long and frees its locks, because its process hangs or is cut off.
 */
const IDLE_TRANSACTION_MS = 15 * SECOND_MS;
const MIGRATION_MS = 10 * MINUTE_MS;

/** OIDs of bigint and of numeric, the type of a sum of bigints. pg gives both as text, because they may exceed 2^53. */
const INTEGER_OIDS: readonly number[] = [20, 1700];

export interface PostgresOptions {
  readonly log: Log;
  /**
   * Gets the password if the URL has none. It is called for each new connection, because an Entra token lasts an hour.
   */
  readonly postgresToken?: (() => Promise<string>) | undefined;
}

/** Makes a pool, which connects at its first query. Throws OperatorError if the URL itself is wrong. */
export function openPostgres(url: string, options: PostgresOptions): Engine {
  const pg = module.require('pg') as typeof Pg;
  const config: PoolConfig = {
    ...readPostgresUrl(url, options.postgresToken),
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    types: integersOf(pg),
  };
  const pool = (more: PoolConfig): PostgresPool =>
    encoding(withListeners(new pg.Pool({ ...config, ...more }), options.log));
  return {
    kind: 'postgres',
    dialect: new PostgresDialect({
      pool: async () =>
        pool({
          max: CONNECTIONS_MAX,
          statement_timeout: STATEMENT_MS,
          query_timeout: NO_ANSWER_MS,
          idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
        }),
    }),
    migrationDialect: new PostgresDialect({ pool: async () => pool({ max: 1, query_timeout: MIGRATION_MS }) }),
    plugins: [],
    transactionsMax: CONNECTIONS_MAX,
    realTime: (plusMs = 0) => sql<number>`((extract(epoch from clock_timestamp()) * 1000)::bigint + ${plusMs}::bigint)`,
    close: () => undefined,
  };
}

function integersOf({ TypeOverrides }: typeof Pg): NonNullable<PoolConfig['types']> {
  const types = new TypeOverrides();
  for (const oid of INTEGER_OIDS) types.setTypeParser(oid, integer);
  return types;
}

function withListeners(pool: Pool, log: Log): Pool {
  const warn = (error: Error): void => {
    log.warn({ err: error }, 'a connection to PostgreSQL was lost; another is made when needed');
  };
  pool.on('error', warn);
  // Without this listener, a connection that breaks during a query ends the process.
  pool.on('connect', (client) => client.on('error', warn));
  return pool;
}

/** Puts the codec in front of pg. A connection that failed for another reason than an SQL error is not used again. */
function encoding(pool: Pool): PostgresPool {
  const wrapped = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      const known = wrapped.get(client) ?? wrap(client);
      wrapped.set(client, known);
      return known;
    },
  };
}

function wrap(client: PoolClient): PostgresPoolClient {
  let broken = false;
  const query = async (text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<unknown>> => {
    const values = parameters.map(encode);
    try {
      const { command, rowCount, rows } = await client.query(text, values);
      return { command: command as PostgresQueryResult<unknown>['command'], rowCount: rowCount ?? 0, rows };
    } catch (error) {
      // A five-letter SQLSTATE comes from a server that still answers.
      broken ||= !(error instanceof Error && 'code' in error && /^[0-9A-Z]{5}$/.test(String(error.code)));
      throw error;
    }
  };
  return {
    query: query as PostgresPoolClient['query'],
    release: () => {
      client.release(broken);
    },
  };
}
