import type { ReadOnly } from '../services/access/readOnly';
import type { Access } from '../services/access/roles';
import type { LastRead, Vaults } from '../services/backup/vaults';
import type { Proposals } from '../services/conversations/proposals';
import type { CommandStore } from '../services/conversations/repositories';
import type { Settings } from '../services/conversations/settings';
import type { Triggers } from '../services/onDemand/triggers';
import type { Clock } from '../services/platform/clock';
import type { Log } from '../services/platform/log';
import type { ConsistencyCache } from './consistencyCache';

/** Services that commands and views use; index.ts builds them once. */
export interface Services {
  readonly vaults: Vaults;
  /** Readings of Azure in memory, made for any command or by the monitor. Using them costs no read. */
  readonly lastRead: LastRead;
  readonly access: Access;
  readonly clock: Clock;
  readonly proposals: Proposals;
  readonly settings: Settings;
  readonly readOnly: ReadOnly;
  readonly triggers: Triggers;
  readonly consistencyCache: ConsistencyCache;
  readonly store: CommandStore;
  readonly log: Log;
}
