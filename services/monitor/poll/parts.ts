import type { IdKey } from '../../backup/ids';
import type { Notice } from '../../backup/jobEvents';
import type { LastRead, Vaults } from '../../backup/vaults';
import type { DeliveryChecks } from '../../notify/outbox/revalidate';
import type { Clock } from '../../platform/clock';
import type { Log } from '../../platform/log';
import type { Tracer } from '../../platform/trace';
import type { Watches } from '../../subscriptions/repositories';
import type { HintSource } from '../hints/hintReader';
import type { ReadBudget } from '../planner/readBudget';
import type { JobTables } from '../repositories';
import type { ShareWish } from './share';

export interface MonitorTables extends JobTables {
  readonly watches: Pick<Watches, 'page'>;
}

export interface MonitorParts<T extends MonitorTables> {
  /** The port to the vaults. Its reads of jobs use the monitor's share of the budget. */
  readonly vaults: Vaults;
  /** Cache shared with commands: the monitor also uses what a command read. */
  readonly lastRead: LastRead;
  readonly clock: Clock;
  readonly transaction: <R>(work: (tables: T) => Promise<R>) => Promise<R>;
  /** Writes the messages of these notices; called within the transaction that changes the watched job. */
  readonly enqueue: (tables: T, notices: readonly Notice[]) => Promise<unknown>;
  /** Called after a transaction that enqueued something. */
  readonly onEnqueued: () => void;
  /** Whether the watch's owner may see this VM. The monitor searches jobs of the VM only then. */
  readonly mayTell: DeliveryChecks['mayTell'];
  readonly budgetOf: (subscription: string) => ReadBudget;
  /** Takes the subscriptions that this process may read for the next 30 s of real time. */
  readonly share: (wish: ShareWish) => Promise<ReadonlySet<IdKey>>;
  /** Absent: reads follow the plan alone. */
  readonly hints?: HintSource | undefined;
  readonly log: Log;
  readonly tracer?: Tracer | undefined;
}
