/**
 * Azure VM backup as immutable records. Ids keep Azure's spelling and are compared without regard to case, because
 * Azure's own answers differ in case. A time that Azure has not set (it writes 0001-01-01 or 2001-01-01) is null.
 */

export interface VaultRef {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly name: string;
}

/** The names that form the URL of a protected item. */
export interface ItemRef {
  readonly vault: VaultRef;
  /** `IaasVMContainer;iaasvmcontainerv2;{resource group};{vm}` */
  readonly container: string;
  /** `VM;iaasvmcontainerv2;{resource group};{vm}` */
  readonly item: string;
}

export interface VirtualMachine {
  readonly name: string;
  readonly resourceGroup: string;
  /** ARM id of the VM, from the protected item; '' if the item carries none. */
  readonly id: string;
}

/** The known values of Azure's `protectionState`, which is a free string in its API. */
export const PROTECTION_STATES = [
  'IRPending',
  'Protected',
  'ProtectionStopped',
  'ProtectionError',
  'ProtectionPaused',
  'BackupsSuspended',
] as const;

export interface ProtectedItem {
  readonly ref: ItemRef;
  /** ARM id of the protected item. */
  readonly id: string;
  readonly vm: VirtualMachine;
  /** Null if protection is stopped, so that no policy applies. */
  readonly policy: { readonly id: string; readonly name: string; readonly enhanced: boolean | null } | null;
  /** Azure's own text: one of PROTECTION_STATES in any case, or a state that Azure added later. */
  readonly protectionState: string;
  readonly softDeleted: boolean;
  /**
   * Null if Azure reports no backup. `status` is Azure's own text, '' if it is missing; known values are Completed,
   * Failed, CompletedWithWarnings and Cancelled.
   */
  readonly lastBackup: { readonly status: string; readonly at: Date } | null;
  readonly lastRecoveryPointAt: Date | null;
}

export const JOB_STATES = [
  'inProgress',
  'completed',
  'completedWithWarnings',
  'failed',
  'cancelling',
  'cancelled',
  'unknown',
] as const;
export type JobState = (typeof JOB_STATES)[number];

export const TASK_STATES = [
  'notStarted',
  'inProgress',
  'completed',
  'failed',
  'cancelling',
  'cancelled',
  'unknown',
] as const;
export type TaskState = (typeof TASK_STATES)[number];

export interface Task {
  /** Azure's own text: `Take Snapshot`, `Transfer data to vault`, `Validate Backup`, … */
  readonly name: string;
  readonly state: TaskState;
  /** Azure's own text for the state, set even if `state` is unknown. */
  readonly statusText: string;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** Null if Azure gives no duration, or `PT0S`. */
  readonly durationMs: number | null;
}

export interface JobError {
  /** Azure's symbolic name (`UserErrorVmNotFoundV2`), else its number (`400136`), else ''. */
  readonly code: string;
  /** Azure's own sentence: untrusted text. */
  readonly message: string;
  readonly recommendations: readonly string[];
}

/** Azure's texts about a restore, from a read of the single job; '' for each text that Azure does not send. */
export interface RestoreFacts {
  /** Field `Job Type`: `Recover disks`, `Replace disks`, `Recover VM to an alternate location`, or a later kind. */
  readonly kind: string;
  /** Field `restoreLocationType`: `RestoreDisks`, `OriginalLocation`, `AlternateLocation`, or a later type. */
  readonly location: string;
  readonly targetVm: string;
  readonly targetResourceGroup: string;
}

/** The tasks of a job as an earlier read showed them. */
export interface LastTasks {
  readonly tasks: readonly Task[];
  /** When they were read. */
  readonly at: Date;
}

export interface Job {
  readonly id: string;
  readonly vault: VaultRef;
  /** Name of the VM, from Azure's field `entityFriendlyName`. */
  readonly vmName: string;
  /** From Azure's field `containerName` (`iaasvmcontainerv2;{resource group};{vm}`); null if the job lacks it. */
  readonly vmResourceGroup: string | null;
  /** Azure's own text: Backup, Restore, ConfigureBackup, … */
  readonly operation: string;
  readonly state: JobState;
  /** Azure's own text for the state, set even if `state` is unknown. */
  readonly statusText: string;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly durationMs: number | null;
  /**
   * The tasks in Azure's order. Null: the job comes from a list, whose rows carry no tasks. []: its own read shows no
   * tasks.
   */
  readonly tasks: readonly Task[] | null;
  /** For an ended job whose tasks were not read since: the tasks as the last read before its end showed them. */
  readonly lastTasks?: LastTasks;
  readonly errors: readonly JobError[];
  /** Azure's field `Backup Size` in MB, which appears when the job ends; null if it is missing. */
  readonly sizeMb: number | null;
  /**
   * Azure's field `Recovery Point Expiry Time in UTC`, which only an on-demand backup has. It is the requested expiry;
   * the recovery point may carry another.
   */
  readonly retainUntil: Date | null;
  /** Null if the job is no restore, or comes from a list, whose rows carry no such texts. */
  readonly restore: RestoreFacts | null;
}

export interface RecoveryPoint {
  readonly id: string;
  readonly at: Date;
  /**
   * Azure's own text, field `recoveryPointType`: AppConsistent, FileSystemConsistent, CrashConsistent, or a later type;
   * '' if it is missing.
   */
  readonly type: string;
  readonly os: 'Windows' | 'Linux' | null;
  /**
   * The tiers in Azure's order, with Azure's own texts. Known types: InstantRP (snapshot), HardenedRP (vault),
   * ArchivedRP. Known statuses: Valid, Disabled, Deleted, Rehydrated.
   */
  readonly tiers: readonly { readonly type: string; readonly status: string }[];
  readonly expiresAt: Date | null;
}

/** When a policy starts backups. `times` and `start` are minutes after midnight in the policy's time zone. */
export type Schedule =
  | { readonly kind: 'daily'; readonly times: readonly number[] }
  /** `days` are days of the week; 0 is Sunday. */
  | { readonly kind: 'weekly'; readonly days: readonly number[]; readonly times: readonly number[] }
  /** Each day from `start`, every `everyHours` hours, for `forHours` hours. */
  | { readonly kind: 'hourly'; readonly start: number; readonly everyHours: number; readonly forHours: number };

export interface Policy {
  readonly id: string;
  readonly name: string;
  /** A Windows name such as `Tokyo Standard Time`, or an IANA name; '' if Azure gives none, which means UTC. */
  readonly timeZone: string;
  /** Null if the bot cannot read this kind of schedule. It then names no next start. */
  readonly schedule: Schedule | null;
  /** Whether this is an Enhanced (V2) policy; null if Azure does not say. */
  readonly enhanced: boolean | null;
  readonly crashConsistentOnly: boolean;
}
