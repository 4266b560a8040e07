import type { Job, ProtectedItem } from '../services/backup/types';
import type { AsOf, StartedView, View } from './views';

/** Several backups that were asked for together: what came of each. */
export interface BatchView extends AsOf {
  readonly kind: 'batch';
  readonly started: readonly (BatchedVm | StartedView)[];
  /** Not started: `view` says why (a message). */
  readonly failed: readonly { readonly item: ProtectedItem; readonly view: View }[];
  readonly askedBy: string | null;
  readonly retainUntil: Date | null;
  /** Whether its readers are told of each that runs. */
  readonly isTold?: boolean;
}

export interface BatchedVm extends Pick<StartedView, 'item' | 'jobId'> {
  /** null: nothing of it was seen yet. */
  readonly job: Job | null;
}
