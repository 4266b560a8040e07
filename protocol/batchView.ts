import type { Job, ProtectedItem } from '../services/backup/types';
import type { SubscriptionReason } from '../services/subscriptions/subscriptionReason';
import type { AsOf } from './asOf';
import type { StartedView } from './jobViews';
import type { MessageView } from './messageView';

/** Several backups that were asked for together: what came of each. */
export interface BatchView extends AsOf {
  readonly kind: 'batch';
  readonly started: readonly (BatchedVm | StartedView)[];
  readonly failed: readonly UnstartedVm[];
  /** Asked for too, and not shown: nothing is known of them, or the reader may not see them. */
  readonly unshown?: number;
  readonly askedBy: string | null;
  readonly retainUntil: Date | null;
  /** Whether its readers are told of each that runs. */
  readonly isTold?: boolean;
}

export interface BatchedVm extends Pick<StartedView, 'item' | 'jobId'> {
  /** null: nothing of it was seen yet. */
  readonly job: Job | null;
}

/** Not started: `view` says why (a message). */
export interface UnstartedVm {
  readonly item: ProtectedItem;
  readonly view: MessageView;
  /** The backup of it that runs, or ran, instead; null: one may run, and was not seen; left out: none is known. */
  readonly job?: Job | null;
  readonly jobId?: string | null;
  /** Why its readers are told of that backup; null: they are not. */
  readonly told?: SubscriptionReason | null;
  /** It moves the card too. */
  readonly live?: StartedView;
}
