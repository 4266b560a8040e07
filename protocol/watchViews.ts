import type { AuditedEntry } from '../services/access/audit';
import type { ProtectedItem } from '../services/backup/types';
import type { RunningSubscription } from '../services/subscriptions/jobSubscription';
import type { Watch } from '../services/subscriptions/watch';
import type { AsOf } from './asOf';

/** What the conversation is told of unasked: the list, or what was just changed about it. */
export interface WatchesView extends AsOf {
  readonly kind: 'watches';
  readonly did: 'listed' | 'began' | 'ended' | 'restored';
  /** Those that the answer is about; one where it `began`. */
  readonly watches: readonly Watch[];
  /** How many stand now. */
  readonly standing: number;
  /** How many ended when the bot was removed from here, and can be brought back. */
  readonly ended: number;
  /** How many stand that whoever asked may not see. */
  readonly hidden: number;
  /** Scope keys of those in `watches` that tell nothing for now: their owner may no longer see what they are about. */
  readonly resting: readonly string[];
  /** Backups that run and that somebody asked to be told of here, the newest asking first. */
  readonly asked?: readonly RunningSubscription[];
  /** The VM whose watch began, where it is not backed up any more. */
  readonly inactive?: ProtectedItem;
}

export interface AuditView extends AsOf {
  readonly kind: 'audit';
  readonly vmName: string | null;
  readonly days: number;
  /** Newest first. */
  readonly entries: readonly AuditedEntry[];
  /** There may be more than was read. */
  readonly isCut: boolean;
}
