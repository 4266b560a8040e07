import type { Dialect, KyselyPlugin, RawBuilder } from 'kysely';

/** What differs between SQLite and PostgreSQL. */
export interface Engine {
  readonly kind: 'sqlite' | 'postgres';
  readonly dialect: Dialect;
  readonly plugins: KyselyPlugin[];
  /**
   * For migrations. On PostgreSQL it has no statement timeout, because building an index on a full table may take
   * longer.
   */
  readonly migrationDialect: Dialect;
  /** How many transactions are admitted at the same time. On SQLite they run one by one and share a commit. */
  readonly transactionsMax: number;
  /**
   * Epoch ms of real time `plusMs` from now. PostgreSQL uses the server's clock, so that replicas agree about leases.
   */
  readonly realTime: (plusMs?: number) => RawBuilder<number>;
  /** Frees what stays open after Kysely has closed its connections. */
  close(): void;
}
