import type { Dialect, KyselyPlugin, RawBuilder } from 'kysely';

/** The little in which the two databases differ, for those who write queries. */
export interface Engine {
  readonly kind: 'sqlite' | 'postgres';
  readonly dialect: Dialect;
  readonly plugins: KyselyPlugin[];
  /** Runs migrations: on PostgreSQL without the statement timeout, which an index on a full table may well exceed. */
  readonly migrationDialect: Dialect;
  /** Transactions that may run at the same time; on SQLite that may wait for the one that runs, and share its commit. */
  readonly atOnce: number;
  /** Epoch ms of real time in `plusMs`, by the database's own clock where several processes share it: for leases. */
  readonly realTime: (plusMs?: number) => RawBuilder<number>;
  /** Gives back what outlives the connections. */
  close(): void;
}
