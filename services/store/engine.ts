import type { Dialect, KyselyPlugin, RawBuilder } from 'kysely';

/** What differs between SQLite and PostgreSQL. */
export interface Engine {
  readonly kind: 'sqlite' | 'postgres';
  readonly dialect: Dialect;
  readonly plugins: KyselyPlugin[];
  /** For migrations: on PostgreSQL without the statement timeout, which making an index on a full table may exceed. */
  readonly migrationDialect: Dialect;
  /** How many transactions are admitted at the same time. On SQLite they run one by one and share a commit. */
  readonly transactionsMax: number;
  /** Epoch ms of real time in `plusMs`. On PostgreSQL by the server's clock, so that replicas agree about leases. */
  readonly realTime: (plusMs?: number) => RawBuilder<number>;
  /** Frees what stays open after Kysely has closed its connections. */
  close(): void;
}
