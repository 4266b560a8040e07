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

/** When the VM's schedule starts next. */
export interface Scheduled {
  readonly next: NextStart | null;
  readonly schedule?: ScheduleNotes;
  /** Why no next start is known, where the policy could not be read. */
  readonly nextProblem?: AzureError;
}

/** What the answers to `status` and `safe` both tell of one VM. */
export interface VmFacts extends AsOf, Scheduled {
  readonly item: ProtectedItem;
  readonly verdict: Verdict;
  /** Other backup items of this VM or of a VM of its name: no longer backed up, or backed up in its place. */
  readonly namesakes?: readonly ProtectedItem[];
  /** How long the snapshots of its earlier backups took, of those that the bot monitored. */
  readonly pastSnapshots?: PastDurations | null;
  /** Why this conversation gets messages about the running backup; null: it gets none; undefined: not known. */
  readonly told?: SubscriptionReason | null | undefined;
}

/** The answer to `status`: how one VM and its backups stand, and whether it may be changed now. */
export interface StatusView extends VmFacts {
  readonly kind: 'status';
  /** The running backup or restore job, with its tasks if they could be read. */
  readonly running: Job | null;
  /** The person who asked the bot for `running`; null: the schedule, or somebody outside the bot. */
  readonly askedBy: string | null;
  /** The newest recovery point. */
  readonly newest: PointFinding | null;
  /** Why the points could not be read; the newest point is then unknown, not absent. */
  readonly pointsProblem: AzureError | null;
  /** The job of the last backup; null where its job was not read, or the protected item reports a newer one. */
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
  /** The newest ended backup in the cached job lists; null: they show none. */
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
  /** What could not be read; null: the list is complete. */
  readonly unread: Unread | null;
  /** When the oldest job list behind these results was read; null: no job list is known. */
  readonly jobsAt?: Date | null;
}

/** The answer to `safe`: whether the backup of this VM allows changing the VM now. */
export interface SafeView extends VmFacts {
  readonly kind: 'safe';
  /** The person asked to restart the VM: the card first says that this bot restarts no VMs. */
  readonly askedToRestart: boolean;
}
