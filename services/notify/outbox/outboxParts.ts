import type { Clock } from '../../platform/clock';
import type { Leases } from '../../platform/leases';
import type { Log } from '../../platform/log';
import type { Metrics } from '../../platform/metrics';
import type { Tracer } from '../../platform/trace';
import type { Messenger } from '../message';
import type { Heartbeats, NotifyTables } from '../repositories';
import type { DeliveryChecks } from './revalidate';

export interface OutboxTables extends NotifyTables {
  readonly leases: Pick<Leases, 'claim' | 'release'>;
  readonly heartbeats: Heartbeats;
}

export interface OutboxParts extends DeliveryChecks {
  readonly store: { transaction<T>(work: (tables: OutboxTables) => Promise<T>): Promise<T> };
  readonly clock: Clock;
  readonly messenger: Messenger;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'count' | 'observe'>;
  /** The name of this process in leases. */
  readonly owner: string;
  /** Returns at least 0 and less than 1; spreads the retries. */
  readonly random: () => number;
  readonly tracer?: Tracer | undefined;
}
