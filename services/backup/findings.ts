import type { Job, RecoveryPoint } from './types';

/**
 * Conclusions of the domain as facts and keys, without a language: the cards turn them into text.
 *
 * A verdict says whether a backup forbids changing the VM now: `wait`, `clear`, or `unknown`, which users are told to
 * treat as `wait`.
 */
export interface Verdict {
  readonly kind: 'wait' | 'clear' | 'unknown';
  readonly reason: VerdictReason;
  /** The job that gives the reason; null if no single job does. */
  readonly job: Job | null;
  /** Start of that job's snapshot; if unknown, of the job or of the trigger. */
  readonly since: Date | null;
  /** Time of the oldest reading behind the verdict; null if no read succeeded. */
  readonly at: Date | null;
}

export type VerdictReason =
  /** This and the next three reasons make the verdict `wait`. */
  | 'snapshotRunning'
  | 'cancelling'
  /** A restore writes to the VM. */
  | 'restoring'
  /** The bot asked for a backup, and Azure has not named its job yet. */
  | 'triggerPending'
  /** This reason and the next one make the verdict `clear`. */
  | 'noneRunning'
  | 'snapshotDone'
  /** The reading is older than 30 s. This reason and all that follow make the verdict `unknown`. */
  | 'stale'
  /** No read succeeded. */
  | 'unread'
  /** A backup runs, and its tasks are not known. */
  | 'tasksUnknown'
  /** A restore runs, and it is not known whether it writes to the VM. */
  | 'restoreUnknown'
  /** A job runs whose state or operation is not known, or which names no VM. */
  | 'stateUnknown';

/** The phase of a backup job. `between`: its snapshot is done and no other task runs yet. */
export type Phase =
  'queued' | 'snapshot' | 'between' | 'transfer' | 'validate' | 'otherTask' | 'cancelling' | 'ended' | 'unknown';

export interface ConsistencyFinding {
  readonly consistency: 'application' | 'fileSystem' | 'crash' | 'other';
  /** Azure's own text for the type, which the cards show where `consistency` is `other`. */
  readonly typeText: string;
  /** Key of the text that explains the consistency. */
  readonly reason:
    | 'windowsApplication'
    | 'linuxApplication'
    | 'application'
    | 'windowsFileSystem'
    | 'linuxFileSystem'
    | 'fileSystem'
    | 'crash'
    | 'crashEnhanced'
    | 'crashPolicyOnly'
    | 'other';
  /** Key of the text on how to get a higher consistency; null if there is no way. */
  readonly remedy: 'vssWriters' | 'linuxScripts' | 'startVm' | 'policyConsistency' | null;
}

/** The tiers that hold a point. `snapshot` and `vault` mean that tier alone; `both` means those two. */
export type Held = 'snapshot' | 'both' | 'vault' | 'archive' | 'none' | 'unknown';

/** A scheduled start of a backup. */
export interface NextStart {
  readonly at: Date;
  /** Azure begins a scheduled backup up to two hours late, so it may begin until this time. */
  readonly until: Date;
  /** IANA name of the policy's time zone. */
  readonly timeZone: string;
  /** Possible error of `at` after a change to or from summer time, in ms; null if there was no such change. */
  readonly offByMs: number | null;
}

/** A scheduled start whose time has come. Azure may still begin it. */
export interface DueStart extends NextStart {
  /**
   * Whether the start has begun a backup. `no`: no backup of the VM has begun since, apart from on-demand ones.
   * `perhaps`: one has begun, and Azure does not say whether the schedule began it. `unread`: the jobs could not be
   * read.
   */
  readonly begun: 'no' | 'perhaps' | 'unread';
  /** Start of the backup that may be the scheduled one; null if there is none. */
  readonly since: Date | null;
}

/** Why there is no next start, or why the bot cannot name it. */
export type NoSchedule =
  | 'softDeleted'
  | 'protectionStopped'
  | 'protectionPaused'
  | 'backupsSuspended'
  | 'noPolicy'
  /** The item names a policy that its vault does not list. */
  | 'policyMissing'
  | 'policyUnread'
  /** The bot cannot read the policy's schedule or time zone, or the schedule names no time. */
  | 'scheduleUnread';

/** Starts that are due, and notes on the next start or on its absence. */
export interface ScheduleNotes {
  /** Oldest first. */
  readonly due: readonly DueStart[];
  /** Why there is no next start; null if there is one. */
  readonly none: NoSchedule | null;
  /** Azure's text for an unknown protection state, in which the schedule may not run; null for a known state. */
  readonly unknownState: string | null;
}

/** What to do about an error code. The locales hold the texts, under `advice.<key>`. */
export interface Advice {
  /** The code in Azure's spelling. */
  readonly code: string;
  /** The first code of the same cause, for example `UserErrorVmNotFoundV2` for `400136`. */
  readonly key: string;
  /** `retry`: another attempt may succeed. `fixFirst`: mend the cause first. `wait`: another operation must end. */
  readonly then: 'retry' | 'fixFirst' | 'wait';
  /** Address of a page of Microsoft's documentation. */
  readonly link: string;
}

/** Durations of a VM's past backups, of at least five runs. */
export interface PastDurations {
  /** `jobList`: from Azure's list of jobs. `watched`: from jobs that the bot itself observed until their end. */
  readonly from: 'jobList' | 'watched';
  readonly runs: number;
  readonly minMs: number;
  readonly medianMs: number;
  readonly maxMs: number;
}

/**
 * A point's consistency compared with earlier points: equal to all `count` of them, or lower than the last one (`was`).
 */
export type Comparison =
  { readonly kind: 'same'; readonly count: number } | { readonly kind: 'lower'; readonly was: ConsistencyFinding };

/** A recovery point with its consistency and its tiers. */
export interface PointFinding {
  readonly point: RecoveryPoint;
  readonly consistency: ConsistencyFinding;
  readonly held: Held;
}
