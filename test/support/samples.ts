import type { JobKey } from '../../services/backup/ids';
import type {
  ItemRef,
  Job,
  Policy,
  ProtectedItem,
  RecoveryPoint,
  RestoreFacts,
  Task,
  TaskState,
  VaultRef,
  VirtualMachine,
} from '../../services/backup/types';
import type { LastRead, Reading } from '../../services/backup/vaults';

/** Builders of the domain's objects: each is a plain, working one, and a test names only what matters to it. */

/** The default time of the samples. */
export const NOW = new Date('2026-11-22T17:11:03Z');

/** `seconds` after NOW; negative: before it. */
export function at(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1_000);
}

export const VAULT: VaultRef = {
  subscription: '00000000-0000-4000-8000-000000000001',
  resourceGroup: 'rg-prod',
  name: 'vault-a',
};

export function vaultId({ subscription, resourceGroup, name }: VaultRef = VAULT): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.RecoveryServices/vaults/${name}`;
}

export function aVm(change: Partial<VirtualMachine> = {}, { subscription }: VaultRef = VAULT): VirtualMachine {
  const { name = 'vm-01', resourceGroup = 'rg-prod' } = change;
  const id = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Compute/virtualMachines/${name}`;
  return { name, resourceGroup, id, ...change };
}

/** A short key of a job, for tests of what only carries keys. */
export function aKey(text: string): JobKey {
  return text as JobKey;
}

export function anItemRef(vm: Pick<VirtualMachine, 'name' | 'resourceGroup'> = aVm(), vault = VAULT): ItemRef {
  const short = `iaasvmcontainerv2;${vm.resourceGroup};${vm.name}`;
  return { vault, container: `IaasVMContainer;${short}`, item: `VM;${short}` };
}

/** A protected VM. Its VM, ref and id follow from `name`, `resourceGroup` and `vault`; `change` overrides them. */
export function anItem({
  name = 'vm-01',
  resourceGroup = 'rg-prod',
  vault = VAULT,
  ...change
}: Partial<ProtectedItem> & { name?: string; resourceGroup?: string; vault?: VaultRef } = {}): ProtectedItem {
  const vm = aVm({ name, resourceGroup }, vault);
  const ref = anItemRef(vm, vault);
  return {
    ref,
    id: `${vaultId(vault)}/backupFabrics/Azure/protectionContainers/${ref.container}/protectedItems/${ref.item}`,
    vm,
    policy: { id: `${vaultId(vault)}/backupPolicies/DefaultPolicy`, name: 'DefaultPolicy', enhanced: false },
    protectionState: 'Protected',
    softDeleted: false,
    lastBackup: { status: 'Completed', at: at(-4 * 3_600) },
    lastRecoveryPointAt: at(-4 * 3_600 + 5),
    ...change,
  };
}

export const TAKE_SNAPSHOT = 'Take Snapshot';
export const TRANSFER = 'Transfer data to vault';
export const VALIDATE = 'Validate Backup';

const TASK_WORDS: Record<TaskState, string> = {
  notStarted: 'NotStarted',
  inProgress: 'InProgress',
  completed: 'Completed',
  failed: 'Failed',
  cancelling: 'Cancelling',
  cancelled: 'Cancelled',
  unknown: 'Resting',
};

/** A `Take Snapshot` that runs; its times and Azure's word follow its state. */
export function aTask(change: Partial<Task> = {}): Task {
  const { state = 'inProgress' } = change;
  const began = state !== 'notStarted';
  const ended = began && state !== 'inProgress' && state !== 'cancelling';
  return {
    name: TAKE_SNAPSHOT,
    state,
    statusText: TASK_WORDS[state],
    startedAt: began ? at(-600) : null,
    endedAt: ended ? at(-140) : null,
    durationMs: ended ? 460_000 : null,
    ...change,
  };
}

/** The tasks of a backup job, in Azure's order: states of snapshot, transfer and, where given, validation. */
export function tasksOf(snapshot: TaskState, transfer: TaskState, validate?: TaskState): readonly Task[] {
  const tasks = [
    aTask({ state: snapshot }),
    aTask({ name: TRANSFER, state: transfer, startedAt: transfer === 'notStarted' ? null : at(-140) }),
  ];
  return validate === undefined ? tasks : [...tasks, aTask({ name: VALIDATE, state: validate })];
}

const JOB_WORDS: Record<Job['state'], string> = {
  inProgress: 'InProgress',
  completed: 'Completed',
  completedWithWarnings: 'CompletedWithWarnings',
  failed: 'Failed',
  cancelling: 'Cancelling',
  cancelled: 'Cancelled',
  unknown: 'Pondering',
};

/** A running backup of vm-01, as a list shows it: without tasks. Its times and Azure's word follow its state. */
export function aJob(change: Partial<Job> = {}): Job {
  const { state = 'inProgress' } = change;
  const ended = state !== 'inProgress' && state !== 'cancelling' && state !== 'unknown';
  return {
    id: '7e2c7c0a-3c0f-4b60-9d51-000000000001',
    vault: VAULT,
    vmName: 'vm-01',
    vmResourceGroup: 'rg-prod',
    operation: 'Backup',
    state,
    statusText: JOB_WORDS[state],
    startedAt: at(-600),
    endedAt: ended ? at(-60) : null,
    durationMs: ended ? 540_000 : null,
    tasks: null,
    errors: [],
    sizeMb: null,
    retainUntil: null,
    restore: null,
    ...change,
  };
}

/** A restore of vm-01 that runs, as its single read shows it. */
export function aRestore(restore: Partial<RestoreFacts>, change: Partial<Job> = {}): Job {
  const facts = { kind: '', location: '', targetVm: '', targetResourceGroup: '', ...restore };
  return aJob({ operation: 'Restore', restore: facts, ...change });
}

/** An application-consistent point of a Windows VM, in both tiers. */
export function aPoint(change: Partial<RecoveryPoint> = {}): RecoveryPoint {
  return {
    id: '881451634271517',
    at: at(-4 * 3_600 + 5),
    type: 'AppConsistent',
    os: 'Windows',
    tiers: [
      { type: 'InstantRP', status: 'Valid' },
      { type: 'HardenedRP', status: 'Valid' },
    ],
    expiresAt: null,
    ...change,
  };
}

/** Standard policy, daily at 22:00 in Tokyo. */
export function aPolicy(change: Partial<Policy> = {}): Policy {
  return {
    id: `${vaultId()}/backupPolicies/DefaultPolicy`,
    name: 'DefaultPolicy',
    timeZone: 'Tokyo Standard Time',
    schedule: { kind: 'daily', times: [22 * 60] },
    enhanced: false,
    crashConsistentOnly: false,
    ...change,
  };
}

export function aReading<T>(value: T, when: Date = NOW): Reading<T> {
  return { value, at: when };
}

/** Nobody has read anything of Azure. */
export const NOTHING_READ: LastRead = { jobs: () => null, job: () => null };
