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

export interface StatusView extends AsOf {
  readonly kind: 'status';
  readonly item: ProtectedItem;
  readonly verdict: Verdict;
  /** The running backup or restore job, with tasks where they could be read. */
  readonly running: Job | null;
  /** Who asked the bot for it. */
  readonly askedBy: string | null;
  readonly newest: PointFinding | null;
  /** Why the points could not be read; the newest point is then unknown, not absent. */
  readonly pointsProblem: AzureError | null;
  /** The job that tells how the last backup ended; null where only the item does, or its job is older. */
  readonly lastJob: Job | null;
  readonly told?: SubscriptionReason | null;
  readonly advice: readonly Advice[];
  readonly next: NextStart | null;
  /** Why no next start is known, where the policy could not be read. */
  readonly nextProblem?: AzureError;
  readonly schedule?: ScheduleNotes;
  /** Backup items of the same VM, or of one of its name, that are not backed up any more, or that are in its place. */
  readonly namesakes?: readonly ProtectedItem[];
  readonly pastJobs: PastDurations | null;
  /** How long its snapshots took, of the backups that the bot watched. */
  readonly pastSnapshots?: PastDurations | null;
  readonly mayOperate: boolean;
}

export interface PointsView extends AsOf {
  readonly kind: 'points';
  readonly item: ProtectedItem;
  readonly points: readonly PointFinding[];
}

export interface VmRow {
  readonly item: ProtectedItem;
  /** The newest ended backup of the lists of jobs that are known; null where they show none. */
  readonly lastJob?: Job | null;
  /** Where the bot has read it within 24 h. */
  readonly consistency: { readonly finding: ConsistencyFinding; readonly at: Date } | null;
}

export interface VmsView extends AsOf {
  readonly kind: 'vms';
  readonly text: string | null;
  readonly rows: readonly VmRow[];
  /** null: it lacks nothing. */
  readonly unread: Unread | null;
  /** The time of the oldest list of jobs that the results rest on; null where none is known. */
  readonly jobsAt?: Date | null;
}

export interface SafeView extends AsOf {
  readonly kind: 'safe';
  readonly item: ProtectedItem;
  readonly verdict: Verdict;
  readonly next: NextStart | null;
  /** Why no next start is known, where the policy could not be read. */
  readonly nextProblem?: AzureError;
  readonly schedule?: ScheduleNotes;
  /** As with the status. */
  readonly namesakes?: readonly ProtectedItem[];
  readonly pastSnapshots?: PastDurations | null;
  readonly told?: SubscriptionReason | null;
  /** Asked with `restart`: then the card says first that this bot does not restart VMs. */
  readonly askedToRestart: boolean;
}
