import type { Clock } from '../../platform/clock';
import type { Log } from '../../platform/log';
import type { Metrics } from '../../platform/metrics';
import type { Messenger } from '../message';
import type { NotifyTables } from '../repositories';
import type { DeliveryChecks } from './revalidate';

export interface OutboxTables extends NotifyTables {
  /** Leases of 30 s, measured by the database's clock. */
  readonly leases: {
    /** Claims or renews the lease `name`. Resolves with whether `owner` holds it now. */
    claim(name: string, owner: string): Promise<boolean>;
    release(name: string, owner: string): Promise<void>;
  };
}

export interface OutboxParts extends DeliveryChecks {
  readonly store: { transaction<T>(work: (tables: OutboxTables) => Promise<T>): Promise<T> };
  readonly clock: Clock;
  readonly messenger: Messenger;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'count'>;
  /** The name of this process in leases. */
  readonly owner: string;
  /** Returns at least 0 and less than 1; spreads the retries. */
  readonly random: () => number;
}
