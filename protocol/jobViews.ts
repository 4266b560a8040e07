import type { Advice, NextStart, PastDurations, PointFinding, ScheduleNotes } from '../services/backup/findings';
import type { JobKey } from '../services/backup/ids';
import type { NamedSpan } from '../services/backup/schedule/calendar';
import type { Job, ProtectedItem } from '../services/backup/types';
import type { AzureError, Unread } from '../services/backup/vaults';
import type { SubscriptionReason } from '../services/subscriptions/subscriptionReason';
import type { AsOf } from './asOf';

/** One backup or other job in full: the answer to `job`, the live card of a backup, and the core of its notices. */
export interface JobView extends AsOf {
  readonly kind: 'job';
  readonly job: Job;
  /** Null if the job's VM is no longer protected. */
  readonly item: ProtectedItem | null;
  /** The person who asked the bot for this backup. Null: the schedule, or somebody outside the bot, started it. */
  readonly askedBy: string | null;
  /** The recovery point of this job; null while Azure lists none. */
  readonly point: PointFinding | null;
  /** The newest recovery point of another job: still usable when this job failed. */
  readonly lastGood: PointFinding | null;
  /** Why the recovery points could not be read; `point` and `lastGood` are then unknown, not absent. */
  readonly pointsProblem: AzureError | null;
  readonly advice: readonly Advice[];
  /** The next start of the schedule, which only the go-ahead shows. */
  readonly next: NextStart | null;
  readonly schedule?: ScheduleNotes;
  /** How long whole earlier backups of the VM took. */
  readonly pastJobs: PastDurations | null;
  /** How long the snapshots of earlier backups took. Only backups that the bot monitored count. */
  readonly pastSnapshots?: PastDurations | null;
  /** Whether the reader may start and cancel backups of this VM. */
  readonly mayOperate: boolean;
  /** Whether the reading is so old that another snapshot of the VM may have begun since. */
  readonly stale?: boolean;
  /** Whether another job of the VM blocks changes; absent if not known. */
  readonly otherRuns?: boolean;
  /** Why this conversation gets messages about the running backup. Null: it gets none; undefined: not known. */
  readonly told?: SubscriptionReason | null | undefined;
  /** Whether the end of the snapshot is told only with the end of the job, since no read is left for it in time. */
  readonly toldWithEnd?: boolean;
  /** The key of the backup whose changes update this card from now on. */
  readonly live?: JobKey;
}

/** The first card of a backup that was just started: made from the trigger's answer, before the job is read. */
export interface StartedView extends AsOf {
  readonly kind: 'started';
  /** The key under which the live card of this backup is found. */
  readonly jobKey: JobKey;
  readonly item: ProtectedItem;
  /** Null if Azure's answer did not name the job yet. */
  readonly jobId: string | null;
  /** The person who asked the bot for the backup. Null: the schedule, or somebody outside the bot, started it. */
  readonly askedBy: string | null;
  /** The requested end of retention in UTC, from `keepDays`; null if none was requested. */
  readonly retainUntil: Date | null;
  readonly pastSnapshots?: PastDurations | null;
  readonly told?: SubscriptionReason | null | undefined;
  readonly toldWithEnd?: boolean;
}

/** The answer to `jobs`: a list of backup jobs of the readable vaults. */
export interface JobsView extends AsOf {
  readonly kind: 'jobs';
  readonly vmName: string | null;
  readonly filter: 'all' | 'running' | 'failed';
  readonly hours: number;
  /** The calendar span that was asked for; the card then shows it instead of `hours`. */
  readonly when?: NamedSpan;
  /** Newest first. The card shows as many as fit and counts the rest. */
  readonly jobs: readonly Job[];
  /** Places that could not be read; null if the list is complete. */
  readonly unread: Unread | null;
  /** How many running jobs began over a day earlier and were not read again: they may have ended. */
  readonly unsure?: number;
}
