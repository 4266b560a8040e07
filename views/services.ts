import type { Access } from '../services/access/roles';
import type { LastRead, Vaults } from '../services/backup/vaults';
import type { Proposals } from '../services/conversations/proposals';
import type { CommandStore } from '../services/conversations/repositories';
import type { Settings } from '../services/conversations/settings';
import type { Triggers } from '../services/onDemand/triggers';
import type { Clock } from '../services/platform/clock';
import type { Log } from '../services/platform/log';
import type { ConsistencyCache } from './consistencyCache';

/** What commands work with; built once by index.ts. */
export interface Services {
  readonly vaults: Vaults;
  /** What was read of Azure last, by whomever: what costs no read. */
  readonly lastRead: LastRead;
  readonly access: Access;
  readonly clock: Clock;
  readonly proposals: Proposals;
  readonly settings: Settings;
  readonly triggers: Triggers;
  readonly consistencyCache: ConsistencyCache;
  readonly store: CommandStore;
  readonly log: Log;
}
