import { finding } from '../../services/backup/consistency';
import type { DueStart, NextStart, PastDurations, PointFinding, ScheduleNotes } from '../../services/backup/findings';
import type { Job, ProtectedItem, RecoveryPoint, Task, TaskState, VaultRef } from '../../services/backup/types';
import { DAY_MS, MINUTE_MS } from '../../services/platform/durations';

/** 02:11:03 in Tokyo. */
export const SAMPLES_NOW = new Date('2026-11-22T17:11:03Z');

export const VAULT: VaultRef = {
  subscription: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg-backup',
  name: 'vault-a',
};

/** The longest names that Azure allows: VM 64, resource group 90, vault 50. */
export const LONG = {
  vm: `vm-${'ledger-'.repeat(9)}`.slice(0, 64),
  resourceGroup: `rg-${'production-'.repeat(9)}`.slice(0, 90),
  vault: `vault-${'westeurope-'.repeat(9)}`.slice(0, 50),
} as const;

export function before(minutes: number): Date {
  return new Date(SAMPLES_NOW.getTime() - minutes * MINUTE_MS);
}

export function days(count: number): Date {
  return new Date(SAMPLES_NOW.getTime() + count * DAY_MS);
}

export function item(name = 'vm-01', change: Partial<ProtectedItem> & { resourceGroup?: string } = {}): ProtectedItem {
  const { resourceGroup = 'rg-prod', ...rest } = change;
  const vault = rest.ref?.vault ?? VAULT;
  const container = `IaasVMContainer;iaasvmcontainerv2;${resourceGroup};${name}`;
  const protectedItem = `VM;iaasvmcontainerv2;${resourceGroup};${name}`;
  const group = `/subscriptions/${vault.subscription}/resourceGroups`;
  return {
    ref: { vault, container, item: protectedItem },
    id: `${group}/${vault.resourceGroup}/providers/Microsoft.RecoveryServices/vaults/${vault.name}/backupFabrics/Azure/protectionContainers/${container}/protectedItems/${protectedItem}`,
    vm: {
      name,
      resourceGroup,
      id: `${group}/${resourceGroup}/providers/Microsoft.Compute/virtualMachines/${name}`,
    },
    policy: { id: 'policy-daily', name: 'DailyPolicy', enhanced: false },
    protectionState: 'Protected',
    softDeleted: false,
    lastBackup: { status: 'Completed', at: before(240) },
    lastRecoveryPointAt: before(240),
    ...rest,
  };
}

/** An item whose names are as long as Azure lets them be. */
export function longItem(index: number): ProtectedItem {
  const suffix = `-${String(index)}`;
  return item(`${LONG.vm.slice(0, 64 - suffix.length)}${suffix}`, {
    resourceGroup: LONG.resourceGroup,
    ref: { vault: { ...VAULT, resourceGroup: LONG.resourceGroup, name: LONG.vault }, container: '', item: '' },
  });
}

const STATUS: Readonly<Record<TaskState, string>> = {
  notStarted: 'NotStarted',
  inProgress: 'InProgress',
  completed: 'Completed',
  failed: 'Failed',
  cancelling: 'Cancelling',
  cancelled: 'Cancelled',
  unknown: 'Paused',
};

/** A task that began `from` and ended `to` minutes ago. */
export function task(name: string, state: TaskState, [from, to]: readonly [number?, number?] = []): Task {
  const startedAt = from === undefined ? null : before(from);
  const endedAt = to === undefined ? null : before(to);
  return {
    name,
    state,
    statusText: STATUS[state],
    startedAt,
    endedAt,
    durationMs: startedAt && endedAt ? endedAt.getTime() - startedAt.getTime() : null,
  };
}

export const SNAPSHOT = 'Take Snapshot';
export const TRANSFER = 'Transfer data to vault';
export const VALIDATE = 'Validate Backup';

export function sampleJob(state: Job['state'], tasks: readonly Task[] | null, change: Partial<Job> = {}): Job {
  const ended = !['inProgress', 'cancelling', 'unknown'].includes(state);
  const startedAt = before(ended ? 78 : 6);
  const endedAt = ended ? SAMPLES_NOW : null;
  return {
    id: '5b0c2e4a-6a0f-4d0e-9d35-0f1a2b3c4d5e',
    vault: VAULT,
    vmName: 'vm-01',
    vmResourceGroup: 'rg-prod',
    operation: 'Backup',
    state,
    statusText: `${state.charAt(0).toUpperCase()}${state.slice(1)}`,
    startedAt,
    endedAt,
    durationMs: endedAt ? endedAt.getTime() - startedAt.getTime() : null,
    tasks,
    errors: [],
    sizeMb: null,
    retainUntil: days(30),
    restore: null,
    ...change,
  };
}

export function point(type: string, os: RecoveryPoint['os'], change: Partial<RecoveryPoint> = {}): PointFinding {
  const made = { id: '881451634271517', at: before(234), type, os, tiers: BOTH, expiresAt: null, ...change };
  return finding(made, null);
}

export const SNAPSHOT_ONLY = [{ type: 'InstantRP', status: 'Valid' }];
export const BOTH = [...SNAPSHOT_ONLY, { type: 'HardenedRP', status: 'Valid' }];
export const VAULT_ONLY = [
  { type: 'InstantRP', status: 'Deleted' },
  { type: 'HardenedRP', status: 'Valid' },
];

export const NEXT: NextStart = {
  at: new Date('2026-11-23T13:00:00Z'),
  until: new Date('2026-11-23T15:00:00Z'),
  timeZone: 'Asia/Tokyo',
  offByMs: null,
};

/** The start of the evening, due since two hours ago less ten minutes. */
export const DUE: DueStart = {
  at: before(110),
  until: before(-10),
  timeZone: 'Asia/Tokyo',
  offByMs: null,
  begun: 'no',
  since: null,
};

export function notes(change: Partial<ScheduleNotes> = {}): ScheduleNotes {
  return { due: [], none: null, unknownState: null, ...change };
}

/** The item that a VM left behind when it moved to another vault. */
export const LEFT_BEHIND = item('vm-01', {
  ref: { vault: { ...VAULT, name: 'vault-old' }, container: '', item: '' },
  protectionState: 'ProtectionStopped',
  policy: null,
});

export function restore(kind: string, location = ''): Job {
  const facts = { kind, location, targetVm: '', targetResourceGroup: '' };
  return sampleJob('inProgress', [task('Transfer data from vault', 'inProgress', [3])], {
    operation: 'Restore',
    restore: facts,
    retainUntil: null,
  });
}

export const PAST: PastDurations = {
  from: 'jobList',
  runs: 12,
  minMs: 42 * MINUTE_MS,
  medianMs: 51 * MINUTE_MS,
  maxMs: 70 * MINUTE_MS,
};

/** Of its snapshots, of the runs that the bot watched. */
export const PAST_SNAPSHOTS: PastDurations = {
  from: 'watched',
  runs: 12,
  minMs: 5.4 * MINUTE_MS,
  medianMs: 7.7 * MINUTE_MS,
  maxMs: 9.1 * MINUTE_MS,
};

/** As many VMs as a list shows, with the longest names. */
export const MANY_LONG = Array.from({ length: 50 }, (_, index) => longItem(index));
