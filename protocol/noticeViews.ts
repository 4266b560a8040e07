import type { Asker } from '../services/access/conversation';
import type { Advice, Comparison } from '../services/backup/findings';
import type { JobEvent } from '../services/backup/jobEvents';
import type { ProtectedItem, VaultRef } from '../services/backup/types';
import type { FailedVm, FailureCard, NightTally } from '../services/notify/failureCard';
import type { Obstacle, Validity } from '../services/notify/message';
import type { AsOf } from './asOf';
import type { JobView } from './jobViews';

/** A proactive message about one event of one backup, e.g. that its snapshot is done or that it has ended. */
export interface NoticeView extends AsOf {
  readonly kind: 'notice';
  /** `started` and `taskChanged` only update the live card; they send no message. */
  readonly event: Exclude<JobEvent, 'started' | 'taskChanged'>;
  readonly vmName: string;
  readonly vmResourceGroup: string;
  readonly vault: VaultRef;
  /** null if the VM is no longer protected. */
  readonly item: ProtectedItem | null;
  /** The job as it was last read before sending; null if there is no job, as with `notStarted`. */
  readonly seen: JobView | null;
  readonly happenedAt: Date;
  readonly toldAt: Date;
  /** Whether the message is sent more than two minutes after the event. It then names both times. */
  readonly late: boolean;
  /** Whether a fresh reading of all backups of the VM confirmed a go-ahead. */
  readonly validity: Validity;
  /** Another job of the VM that blocks changes; null if none is known. */
  readonly other: Obstacle | null;
  /** The person who asked for the backup, to be mentioned. */
  readonly mention: Asker | null;
  /** This recovery point's consistency compared with that of earlier points. */
  readonly comparison: Comparison | null;
  /** When a later backup of the VM in the same night succeeded; null if none did. */
  readonly recoveredAt: Date | null;
  /** How often, and since when, the same failure was reported before; null if it is new. */
  readonly again: NonNullable<FailedVm['again']> | null;
  /**
   * How many other backups of the night failed, ended with warnings or recovered; null if this message shows no counts.
   */
  readonly night: NightTally | null;
}

/** A proactive message about several VMs whose backups ended with the same error code. */
export interface FailuresView extends AsOf {
  readonly kind: 'failures';
  readonly failures: Pick<FailureCard, 'code' | 'vms' | 'more'>;
  readonly state: 'failed' | 'completedWithWarnings';
  readonly advice: Advice | null;
  /**
   * How many other backups of the night failed, ended with warnings or recovered; null if this message shows no counts.
   */
  readonly night: NightTally | null;
}
