import type { Job, RecoveryPoint } from './types';

/** What the pure functions of this folder conclude. Facts and keys; only cards/ speaks a language. */

/**
 * Does a backup stand against changing the VM? `unknown` is said as "treat as wait".
 * `at`: the time of the oldest reading it rests on; null where nothing could be read.
 */
export interface Verdict {
  readonly kind: 'wait' | 'clear' | 'unknown';
  readonly reason: VerdictReason;
  /** The job that the reason is about. */
  readonly job: Job | null;
  /** When that job's snapshot, or the job, or the trigger began. */
  readonly since: Date | null;
  readonly at: Date | null;
}

export type VerdictReason =
  /** wait */
  | 'snapshotRunning'
  | 'cancelling'
  | 'restoring'
  | 'triggerPending'
  /** clear */
  | 'noneRunning'
  | 'snapshotDone'
  /** unknown: the reading is older than 30 s, there is none, a running job's tasks are not known, or a state that we do not know */
  | 'stale'
  | 'unread'
  | 'tasksUnknown'
  /** a restore runs, and what it writes to is not known */
  | 'restoreUnknown'
  | 'stateUnknown';

/** Where a backup job stands; `between`: its snapshot is done and no task is active. */
export type Phase =
  'queued' | 'snapshot' | 'between' | 'transfer' | 'validate' | 'otherTask' | 'cancelling' | 'ended' | 'unknown';

export interface ConsistencyFinding {
  readonly consistency: 'application' | 'fileSystem' | 'crash' | 'other';
  /** Azure's own word, shown where `consistency` is `other`. */
  readonly typeText: string;
  /** Key of the reason (docs/messages.md), and of what would raise it; null where nothing would. */
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
  readonly remedy: 'vssWriters' | 'linuxScripts' | 'startVm' | 'policyConsistency' | null;
}

/** Which tiers hold the point: `snapshot` only, both, `vault` only, archive, or none that is valid. */
export type Held = 'snapshot' | 'both' | 'vault' | 'archive' | 'none' | 'unknown';

/** A scheduled start. Azure may begin up to two hours later: `until`. `timeZone` is the policy's, as an IANA name. */
export interface NextStart {
  readonly at: Date;
  readonly until: Date;
  readonly timeZone: string;
  /** By how much it may be off since the clocks of its zone changed; null where that is no question. */
  readonly offByMs: number | null;
}

/** A scheduled start whose time has come, and that may still begin. */
export interface DueStart extends NextStart {
  /**
   * `no`: the jobs show no backup of the VM since, but those that people asked for. `perhaps`: they show one, and Azure
   * does not say whether the schedule began it. `unread`: the jobs are not known.
   */
  readonly begun: 'no' | 'perhaps' | 'unread';
  /** When the backup began that may be it. */
  readonly since: Date | null;
}

/** Why nothing is scheduled, or nothing is known of it. */
export type NoSchedule =
  | 'softDeleted'
  | 'protectionStopped'
  | 'protectionPaused'
  | 'backupsSuspended'
  | 'noPolicy'
  /** The vault shows no policy of the item's id. */
  | 'policyMissing'
  | 'policyUnread'
  /** The policy's schedule or time zone is of a kind that we cannot read, or it names no time. */
  | 'scheduleUnread';

/** What is due, and what is to be said of the next start or of its absence. */
export interface ScheduleNotes {
  /** Oldest first. */
  readonly due: readonly DueStart[];
  readonly none: NoSchedule | null;
  /** Azure's word for a protection state that we do not know, '' where it gives none: the schedule may not run. */
  readonly unknownState: string | null;
}

/** What is known of an error code; the texts stand in the locales under `advice.<key>`. */
export interface Advice {
  /** As Azure writes it. */
  readonly code: string;
  /** The row of docs/azure.md that it belongs to, e.g. `UserErrorVmNotFoundV2` for `400136` too. */
  readonly key: string;
  /** `retry`: another attempt can help as it is; `fixFirst`: not before the cause is put right; `wait`: something else must end first. */
  readonly then: 'retry' | 'fixFirst' | 'wait';
  /** Documentation of Microsoft, https. */
  readonly link: string;
}

/** How long a VM's own past backups took; only given for five runs or more. */
export interface PastDurations {
  /** Counted from Azure's list of jobs, or only from those that the bot itself watched. */
  readonly from: 'jobList' | 'watched';
  readonly runs: number;
  readonly minMs: number;
  readonly medianMs: number;
  readonly maxMs: number;
}

/** A point's consistency beside that of the points before it: the same as all of them, or lower than the last. */
export type Comparison =
  { readonly kind: 'same'; readonly count: number } | { readonly kind: 'lower'; readonly was: ConsistencyFinding };

/** A point with what it is worth. */
export interface PointFinding {
  readonly point: RecoveryPoint;
  readonly consistency: ConsistencyFinding;
  readonly held: Held;
}
