import type {
  Advice,
  ConsistencyFinding,
  NextStart,
  PastDurations,
  PointFinding,
  ScheduleNotes,
  Verdict,
} from '../services/backup/findings';
import type { Job, ProtectedItem } from '../services/backup/types';
import type { AzureError, Unread } from '../services/backup/vaults';
import type { SubscriptionReason } from '../services/subscriptions/subscriptionReason';
import type { AsOf } from './asOf';

/** The next scheduled start of the VM's backup. */
export interface Scheduled {
  readonly next: NextStart | null;
  readonly schedule?: ScheduleNotes;
  /** Why no next start is known, if the policy could not be read. */
  readonly nextProblem?: AzureError;
}

/** The facts of one VM that `status` and `safe` both show. */
export interface VmFacts extends AsOf, Scheduled {
  readonly item: ProtectedItem;
  readonly verdict: Verdict;
  /**
   * Other backup items of this VM, or of a VM with its name: some are no longer backed up, others replaced this one.
   */
  readonly namesakes?: readonly ProtectedItem[];
  /** How long the snapshots of earlier backups took. Only backups that the bot monitored count. */
  readonly pastSnapshots?: PastDurations | null;
  /** Why this conversation gets messages about the running backup. Null: it gets none; undefined: not known. */
  readonly told?: SubscriptionReason | null | undefined;
}

/** The answer to `status`: the state of one VM and its backups, and whether the VM may be changed now. */
export interface StatusView extends VmFacts {
  readonly kind: 'status';
  /** The running backup or restore job, with its tasks if they could be read. */
  readonly running: Job | null;
  /** The person who asked the bot for `running`. Null: the schedule, or somebody outside the bot, started it. */
  readonly askedBy: string | null;
  /** The newest recovery point. */
  readonly newest: PointFinding | null;
  /** Why the points could not be read; the newest point is then unknown, not absent. */
  readonly pointsProblem: AzureError | null;
  /** The job of the last backup; null if it was not read, or the protected item reports a newer one. */
  readonly lastJob: Job | null;
  readonly advice: readonly Advice[];
  /** How long whole earlier backups of the VM took. */
  readonly pastJobs: PastDurations | null;
  /** Whether the reader may start and cancel backups of this VM. */
  readonly mayOperate: boolean;
}

/** The answer to `points`: the recovery points of one VM. */
export interface PointsView extends AsOf {
  readonly kind: 'points';
  readonly item: ProtectedItem;
  /** Newest first. */
  readonly points: readonly PointFinding[];
}

/** One VM of the list, with its last backup. */
export interface VmRow {
  readonly item: ProtectedItem;
  /** The newest ended backup in the cached job lists; null if they show none. */
  readonly lastJob?: Job | null;
  /** The consistency of the newest recovery point, if the bot has read it within 24 hours. */
  readonly consistency: { readonly finding: ConsistencyFinding; readonly at: Date } | null;
}

/** The answer to `vms`: the protected VMs that the reader may see. */
export interface VmsView extends AsOf {
  readonly kind: 'vms';
  /** The filter that was typed. */
  readonly text: string | null;
  readonly rows: readonly VmRow[];
  /** Places that could not be read; null if the list is complete. */
  readonly unread: Unread | null;
  /** When the oldest job list behind these results was read; null if no list is known. */
  readonly jobsAt?: Date | null;
}

/** The answer to `safe`: whether the backup of this VM allows changing the VM now. */
export interface SafeView extends VmFacts {
  readonly kind: 'safe';
  /** Whether the person asked to restart the VM. The card then first says that this bot restarts no VMs. */
  readonly askedToRestart: boolean;
}
