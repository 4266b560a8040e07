import type { Job, ProtectedItem } from '../services/backup/types';
import type { SubscriptionReason } from '../services/subscriptions/subscriptionReason';
import type { AsOf } from './asOf';
import type { StartedView } from './jobViews';
import type { MessageView } from './messageView';

/**
 * The answer to a command that starts several backups, and later their live card. It shows the state of each backup.
 */
export interface BatchView extends AsOf {
  readonly kind: 'batch';
  readonly started: readonly (BatchedVm | StartedView)[];
  readonly failed: readonly UnstartedVm[];
  /**
   * How many more VMs the command named that are not shown: nothing is known of them, or the reader may not see them.
   */
  readonly unshown?: number;
  /** The name of the person who asked. */
  readonly askedBy: string | null;
  /** The requested end of retention; null if none was requested. */
  readonly retainUntil: Date | null;
  /** Whether this conversation is subscribed to every running backup of the batch. */
  readonly isTold?: boolean;
}

/** One VM of the batch, with its backup as it was last read. */
export interface BatchedVm extends Pick<StartedView, 'item' | 'jobId'> {
  /** Null if the bot has not read the job yet. */
  readonly job: Job | null;
  /** Whether the end of its snapshot is told only with the end of its job, since no read is left for it. */
  readonly toldWithEnd?: boolean;
}

/** One VM of the batch whose backup was not started. `view` says why. */
export interface UnstartedVm {
  readonly item: ProtectedItem;
  readonly view: MessageView;
  /** The other backup of this VM that runs or ran. Null: one may run, but was not read. Absent: none is known. */
  readonly job?: Job | null;
  readonly jobId?: string | null;
  /** Why this conversation gets messages about the other backup; null if it gets none. */
  readonly told?: SubscriptionReason | null;
  /** The other backup, if its changes update this card too. */
  readonly live?: StartedView;
}
