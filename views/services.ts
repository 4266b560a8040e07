import type { ReadOnly } from '../services/access/readOnly';
import type { Access, Grant } from '../services/access/roles';
import type { LastRead, Vaults } from '../services/backup/vaults';
import type { Asking, Proposals } from '../services/conversations/proposals';
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
  /**
   * What somebody who asked for a change may do now, by the rules and the roster. Rejects with UserError
   * `askerUnchecked` if the roster cannot be read.
   */
  readonly grantNow: (asking: Pick<Asking, 'person' | 'place' | 'to'>) => Promise<Grant>;
  readonly clock: Clock;
  readonly proposals: Proposals;
  readonly settings: Settings;
  readonly readOnly: ReadOnly;
  readonly triggers: Triggers;
  readonly consistencyCache: ConsistencyCache;
  readonly store: CommandStore;
  readonly log: Log;
}
