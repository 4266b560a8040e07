import type { AuditedEntry } from '../services/access/audit';
import type { ProtectedItem } from '../services/backup/types';
import type { RunningSubscription } from '../services/subscriptions/jobSubscription';
import type { Watch } from '../services/subscriptions/watch';
import type { AsOf } from './asOf';

/** The answer to `watch`, `unwatch` and `watches`: the watches of this conversation, or a change just made to them. */
export interface WatchesView extends AsOf {
  readonly kind: 'watches';
  readonly did: 'listed' | 'began' | 'ended' | 'restored';
  /** The watches that the answer is about; exactly one if a watch `began`. */
  readonly watches: readonly Watch[];
  /** How many watches are active now. */
  readonly standing: number;
  /** How many watches ended when the bot was removed from this conversation, and can be restored. */
  readonly ended: number;
  /** How many active watches the person who asks may not see. */
  readonly hidden: number;
  /** Scope keys of those `watches` that send nothing now, because their owner may see no VM in their scope. */
  readonly resting: readonly string[];
  /** Running backups about which somebody here asked for messages, newest request first. */
  readonly running?: readonly RunningSubscription[];
  /** The VM of the new watch, if it is no longer backed up. */
  readonly inactive?: ProtectedItem;
}

/** The answer to `audit`: who asked for what, and with which result. */
export interface AuditView extends AsOf {
  readonly kind: 'audit';
  readonly vmName: string | null;
  readonly days: number;
  /** Newest first. */
  readonly entries: readonly AuditedEntry[];
  /** The number of entries at which reading stopped, so that more may exist; null: it did not stop. */
  readonly cutAt: number | null;
}
