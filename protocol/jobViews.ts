import type { Advice, NextStart, PastDurations, PointFinding, ScheduleNotes } from '../services/backup/findings';
import type { NamedSpan } from '../services/backup/schedule/calendar';
import type { Job, ProtectedItem } from '../services/backup/types';
import type { AzureError, Unread } from '../services/backup/vaults';
import type { SubscriptionReason } from '../services/subscriptions/subscriptionReason';
import type { AsOf } from './asOf';

export interface JobView extends AsOf {
  readonly kind: 'job';
  readonly job: Job;
  /** null where the job's VM is no longer protected. */
  readonly item: ProtectedItem | null;
  readonly askedBy: string | null;
  /** The recovery point of this job; null while Azure lists none. */
  readonly point: PointFinding | null;
  /** The newest point that does not belong to this job: what one can go back to when it failed. */
  readonly lastGood: PointFinding | null;
  readonly pointsProblem: AzureError | null;
  readonly advice: readonly Advice[];
  /** Only told with a go-ahead. */
  readonly next: NextStart | null;
  readonly schedule?: ScheduleNotes;
  readonly pastJobs: PastDurations | null;
  /** How long its snapshots took, of the backups that the bot watched. */
  readonly pastSnapshots?: PastDurations | null;
  readonly mayOperate: boolean;
  /** The reading is too old to say that no other snapshot has begun since. */
  readonly stale?: boolean;
  /** Another job of the VM is one to wait for. */
  readonly otherRuns?: boolean;
  /** Of a running backup, why its readers are told of it; null: nobody is; left out, here and elsewhere: that is not known. */
  readonly told?: SubscriptionReason | null;
  /** Names the backup whose live card this is from now on. */
  readonly live?: string;
}

/** A backup that was just asked for: its first card, drawn without a read of the job. `jobId` null: Azure has not named it. */
export interface StartedView extends AsOf {
  readonly kind: 'started';
  /** Names the backup for its live card (services/notify). */
  readonly jobKey: string;
  readonly item: ProtectedItem;
  readonly jobId: string | null;
  /** null: the schedule, or somebody elsewhere. */
  readonly askedBy: string | null;
  /** What was requested: from `keepDays`, in UTC; null where nothing was. */
  readonly retainUntil: Date | null;
  readonly pastSnapshots?: PastDurations | null;
  readonly told?: SubscriptionReason | null;
}

export interface JobsView extends AsOf {
  readonly kind: 'jobs';
  readonly vmName: string | null;
  readonly filter: 'all' | 'running' | 'failed';
  readonly hours: number;
  /** The stretch of the calendar that was asked for; then `hours` says nothing. */
  readonly when?: NamedSpan;
  /** Newest first; the card shows what fits and says how many it left out. */
  readonly jobs: readonly Job[];
  /** null: it lacks nothing. */
  readonly unread: Unread | null;
  /** So many of them began over a day before and were not read again: they may have ended. */
  readonly unsure?: number;
}
