/**
 * Azure VM backup in our words. Ids are kept as Azure wrote them and compared without regard to case (docs/azure.md).
 * Everything is immutable; a time that Azure has not set (0001-01-01, 2001-01-01) is null.
 */

export interface VaultRef {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly name: string;
}

/** The names that Azure's item URLs are made of: `IaasVMContainer;iaasvmcontainerv2;{rg};{vm}` and `VM;iaasvmcontainerv2;{rg};{vm}`. */
export interface ItemRef {
  readonly vault: VaultRef;
  readonly container: string;
  readonly item: string;
}

export interface VirtualMachine {
  readonly name: string;
  readonly resourceGroup: string;
  /** ARM id of the VM, as the item names it. */
  readonly id: string;
}

/** Azure's protectionState: a free string, these are the ones seen (docs/azure.md). */
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
  /** null once protection was stopped. */
  readonly policy: { readonly id: string; readonly name: string; readonly enhanced: boolean | null } | null;
  /** As Azure writes it: one of PROTECTION_STATES, or something newer. */
  readonly protectionState: string;
  readonly softDeleted: boolean;
  /** null: Azure reports none. `status` is Azure's word: Completed, Failed, CompletedWithWarnings, Cancelled, or newer; '' where absent. */
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
  /** As Azure writes it: `Take Snapshot`, `Transfer data to vault`, `Validate Backup`, … */
  readonly name: string;
  readonly state: TaskState;
  /** Azure's own word for the state. */
  readonly statusText: string;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** null where Azure says none or `PT0S`. */
  readonly durationMs: number | null;
}

export interface JobError {
  /** The symbolic name (`UserErrorVmNotFoundV2`), or the number where Azure gave no name; '' where it gave neither. */
  readonly code: string;
  /** Azure's own sentence; untrusted text. */
  readonly message: string;
  readonly recommendations: readonly string[];
}

/** What Azure says of a restore: the texts of a job's own read, '' where it carries none. */
export interface RestoreFacts {
  /** `Job Type`: `Recover disks`, `Replace disks`, `Recover VM to an alternate location`, or something newer. */
  readonly kind: string;
  /** `restoreLocationType`: `RestoreDisks`, `OriginalLocation`, `AlternateLocation`, or something newer. */
  readonly location: string;
  readonly targetVm: string;
  readonly targetResourceGroup: string;
}

export interface Job {
  readonly id: string;
  readonly vault: VaultRef;
  /** `entityFriendlyName`: the VM's name. */
  readonly vmName: string;
  /** From `containerName` (`iaasvmcontainerv2;{rg};{vm}`); null where a job carries none. */
  readonly vmResourceGroup: string | null;
  /** As Azure writes it: Backup, Restore, ConfigureBackup, … */
  readonly operation: string;
  readonly state: JobState;
  /** Azure's own word for the state. */
  readonly statusText: string;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly durationMs: number | null;
  /** null: read from a list, whose rows carry no tasks; []: Azure shows none of this job. In Azure's order. */
  readonly tasks: readonly Task[] | null;
  readonly errors: readonly JobError[];
  /** MB as Azure reports it at the end (`Backup Size`); null where it does not. */
  readonly sizeMb: number | null;
  /** `Recovery Point Expiry Time in UTC` of an on-demand backup: what was requested, not what the point carries. */
  readonly retainUntil: Date | null;
  /** null for any job but a restore, and where it was read from a list: list rows do not carry it. */
  readonly restore: RestoreFacts | null;
}

export interface RecoveryPoint {
  readonly id: string;
  readonly at: Date;
  /** recoveryPointType as Azure writes it: AppConsistent, FileSystemConsistent, CrashConsistent, or something newer; '' where absent. */
  readonly type: string;
  readonly os: 'Windows' | 'Linux' | null;
  /** In Azure's order; type InstantRP, HardenedRP, ArchivedRP; status Valid, Disabled, Deleted, Rehydrated, or newer. */
  readonly tiers: readonly { readonly type: string; readonly status: string }[];
  readonly expiresAt: Date | null;
}

/** When a policy starts backups. `times` are minutes after midnight in `timeZone`. */
export type Schedule =
  | { readonly kind: 'daily'; readonly times: readonly number[] }
  /** `days`: 0 is Sunday. */
  | { readonly kind: 'weekly'; readonly days: readonly number[]; readonly times: readonly number[] }
  /** From `start` (minutes after midnight) every `everyHours` hours for `forHours` hours, each day. */
  | { readonly kind: 'hourly'; readonly start: number; readonly everyHours: number; readonly forHours: number };

export interface Policy {
  readonly id: string;
  readonly name: string;
  /** A Windows name such as `Tokyo Standard Time`, or an IANA one; '' where Azure gave none (then UTC). */
  readonly timeZone: string;
  /** null where the policy's schedule is of a kind that we cannot read: then no next start is claimed. */
  readonly schedule: Schedule | null;
  /** V2 ("Enhanced"); null where Azure does not say. */
  readonly enhanced: boolean | null;
  readonly crashConsistentOnly: boolean;
}

/** Azure compares ids without regard to case; so do we. */
export function sameId(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}

export function sameVault(a: VaultRef, b: VaultRef): boolean {
  return sameId(a.name, b.name) && sameId(a.resourceGroup, b.resourceGroup) && sameId(a.subscription, b.subscription);
}

/** One text per vault, fit for a Map's key. */
export function vaultKey({ subscription, resourceGroup, name }: VaultRef): string {
  return `${subscription}/${resourceGroup}/${name}`.toLowerCase();
}

/** The vaults of these items, each once, in the order of the items. */
export function vaultsOf(items: readonly ProtectedItem[]): readonly VaultRef[] {
  return [...new Map(items.map(({ ref }) => [vaultKey(ref.vault), ref.vault])).values()];
}

/**
 * Whether `job` is about the VM of `item`. A job without a resource group is matched by name and vault alone. A job has
 * its resource group from its container's name; should the VM's own id ever differ from that of the item, either will
 * do: a job taken for somebody else's could make `clear` of a running snapshot.
 */
export function isJobOf({ vault, vmName, vmResourceGroup }: Job, { ref, vm }: ProtectedItem): boolean {
  // The names first: thousands of jobs are held against thousands of items, and most differ there.
  if (!sameId(vmName, vm.name) || !sameVault(vault, ref.vault)) return false;
  return (
    vmResourceGroup === null ||
    sameId(vmResourceGroup, vm.resourceGroup) ||
    sameId(vmResourceGroup, ref.container.split(';').at(-2) ?? '')
  );
}
