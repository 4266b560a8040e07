import type { Notice } from '../../backup/jobEvents';
import type { LastRead, Vaults } from '../../backup/vaults';
import type { Checks } from '../../notify/revalidate';
import type { Clock } from '../../platform/clock';
import type { Log } from '../../platform/log';
import type { Watches } from '../../subscriptions/repositories';
import type { ReadBudget } from '../planner/shadowPrice';
import type { JobTables } from '../repositories';

export interface MonitorTables extends JobTables {
  readonly watches: Pick<Watches, 'page'>;
}

export interface MonitorParts<T extends MonitorTables> {
  /** Whose reads of jobs come from the watcher's share. */
  readonly vaults: Vaults;
  /** What commands read serves the watcher too. */
  readonly lastRead: LastRead;
  readonly clock: Clock;
  readonly transaction: <R>(work: (tables: T) => Promise<R>) => Promise<R>;
  /** Called in the transaction that changes what is watched. */
  readonly enqueue: (tables: T, notices: readonly Notice[]) => Promise<unknown>;
  /** Whose watches find jobs of this VM. */
  readonly mayTell: Checks['mayTell'];
  /** Called after a transaction that raised something. */
  readonly onEnqueued: () => void;
  readonly budgetOf: (subscription: string) => ReadBudget;
  /** Whether this process may read the subscription's jobs for the next 30 s of real time. */
  readonly claim: (subscription: string) => Promise<boolean>;
  readonly log: Log;
}
