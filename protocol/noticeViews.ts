import type { Asker } from '../services/access/conversation';
import type { Advice, Comparison } from '../services/backup/findings';
import type { JobEvent } from '../services/backup/jobEvents';
import type { ProtectedItem, VaultRef } from '../services/backup/types';
import type { FailedVm, FailureCard, NightTally } from '../services/notify/failureCard';
import type { Obstacle, Validity } from '../services/notify/message';
import type { AsOf } from './asOf';
import type { JobView } from './jobViews';

/** What nobody asked for at this moment: one event of one backup (CONTRACT 7). */
export interface NoticeView extends AsOf {
  readonly kind: 'notice';
  /** `started` and `taskChanged` are told by the live card alone. */
  readonly event: Exclude<JobEvent, 'started' | 'taskChanged'>;
  readonly vmName: string;
  readonly vmResourceGroup: string;
  readonly vault: VaultRef;
  /** null where the VM is no longer protected. */
  readonly item: ProtectedItem | null;
  /** The job as the notice found it; null for `notStarted`. */
  readonly seen: JobView | null;
  readonly happenedAt: Date;
  readonly toldAt: Date;
  readonly late: boolean;
  readonly validity: Validity;
  /** What else of the VM stands against a change; null: nothing is known of any. */
  readonly other: Obstacle | null;
  readonly mention: Asker | null;
  readonly comparison: Comparison | null;
  /** When a later backup of the same night succeeded. */
  readonly recoveredAt: Date | null;
  /** It failed so before, and was told then. */
  readonly again: NonNullable<FailedVm['again']> | null;
  readonly night: NightTally | null;
}

/** Several VMs whose backups ended with one code; `failures.first` may be of a VM that the reader may not see. */
export interface FailuresView extends AsOf {
  readonly kind: 'failures';
  readonly failures: Pick<FailureCard, 'code' | 'vms' | 'more'>;
  readonly state: 'failed' | 'completedWithWarnings';
  readonly advice: Advice | null;
  readonly night: NightTally | null;
}
