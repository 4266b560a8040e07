import { createRequire } from 'node:module';

import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { PostgresDialect, sql } from 'kysely';
import type Pg from 'pg';
import type { Pool, PoolClient, PoolConfig } from 'pg';

import type { Log } from '../platform/log';
import { encode, integer } from './codec';
import type { Engine } from './engine';
import { readPostgresUrl } from './postgresUrl';

const load = createRequire(__filename);

const CONNECTIONS_MAX = 10;
const CONNECT_MS = 5_000;
/** The server ends a statement after this; the client gives up a little later, for a server that says nothing. */
const STATEMENT_MS = 10_000;
const SILENT_MS = 12_000;
/** A transaction whose process no longer speaks holds its locks no longer than this. */
const IDLE_TRANSACTION_MS = 15_000;
const MIGRATION_MS = 10 * 60_000;

/** What pg gives as text since it may exceed 2^53: bigint, and the numeric that a sum of them is (`select oid from pg_type`). */
const INTEGER_OIDS: readonly number[] = [20, 1700];

export interface PostgresOptions {
  readonly log: Log;
  /** The password where the URL has none: asked for each new connection, since an Entra token lives an hour. */
  readonly postgresToken?: (() => Promise<string>) | undefined;
}

/** Connects with the first query, not yet. OperatorError where the URL itself is wrong. */
export function openPostgres(url: string, options: PostgresOptions): Engine {
  const pg = load('pg') as typeof Pg;
  const config: PoolConfig = {
    ...readPostgresUrl(url, options.postgresToken),
    ...{ connectionTimeoutMillis: CONNECT_MS, keepAlive: true, types: integersOf(pg) },
  };
  const pool = (more: PoolConfig): PostgresPool =>
    encoding(withListeners(new pg.Pool({ ...config, ...more }), options.log));
  return {
    kind: 'postgres',
    dialect: new PostgresDialect({
      pool: async () =>
        pool({
          ...{ max: CONNECTIONS_MAX, statement_timeout: STATEMENT_MS, query_timeout: SILENT_MS },
          idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
        }),
    }),
    migrationDialect: new PostgresDialect({ pool: async () => pool({ max: 1, query_timeout: MIGRATION_MS }) }),
    plugins: [],
    atOnce: CONNECTIONS_MAX,
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
  const tell = (error: Error): void => {
    log.warn({ err: error }, 'a connection to PostgreSQL was lost; another is made when needed');
  };
  pool.on('error', tell);
  // Without a listener a connection that breaks while it is used ends the process.
  pool.on('connect', (client) => client.on('error', tell));
  return pool;
}

/** The codec in front of pg, and connections that failed for another reason than SQL's are not used again. */
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
      // A five-letter SQLSTATE comes from a server that still speaks.
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
