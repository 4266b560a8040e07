import { DAY_MS } from '../../services/platform/durations';
import { digitsFrom } from './chance';
import { failureOfPlan } from './failures';
import { type FleetVm, vmKey } from './fleet';
import { DELETED_MS, type Ledger } from './ledger';
import { containerName, containerShortName, itemName, itemPath, vmId } from './names';
import type { JobPlan } from './plans';
import type { Point } from './points';
import { timeText } from './times';

const SOFT_DELETE_DAYS = 14;
/** Azure's time for "never". */
const NEVER = '2001-01-01T00:00:00Z';

interface ItemAsked {
  /** The server's address, then the vault's path as the request spelled it. */
  readonly vaultPath: string;
  readonly origin: string;
  readonly startMs: number;
  readonly nowMs: number;
  /** Whether the request has `expand eq 'extendedinfo'`. */
  readonly expanded: boolean;
}

/** Azure's body of a protected item; `points` newest first. */
export function itemBody(
  vm: FleetVm,
  { ledger, points }: { ledger: Ledger; points: readonly Point[] },
  asked: ItemAsked,
): Record<string, unknown> {
  const last = lastBackup(vm, ledger, asked.nowMs);
  return {
    id: `${asked.vaultPath}${itemPath(vm)}`,
    name: itemName(vm),
    type: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems',
    properties: {
      ...(last?.status === 'Failed' && { kpisHealths: failedKpi(last.plan) }),
      friendlyName: vm.name,
      virtualMachineId: vmId(vm),
      protectionStatus: last?.status === 'Failed' ? 'Unhealthy' : 'Healthy',
      // Azure's health check covers the pre-check only: it passes beside failed backups.
      healthStatus: 'Passed',
      lastBackupStatus: last?.status ?? '',
      lastBackupTime: last === null ? NEVER : timeText(last.plan.startMs),
      protectedItemDataId: digitsFrom(vmKey(vm)),
      extendedProperties: {},
      ...(vm.policy.enhanced && { policyType: 'V2' }),
      protectedItemType: 'Microsoft.Compute/virtualMachines',
      backupManagementType: 'AzureIaasVM',
      workloadType: 'VM',
      containerName: containerShortName(vm),
      sourceResourceId: vmId(vm),
      vaultId: `${asked.origin}${asked.vaultPath}`,
      isArchiveEnabled: false,
      ...(vm.life === 'softDeleted' ? softDeleted(asked) : inUse(vm, points, asked)),
      ...(points[0] && { lastRecoveryPoint: timeText(points[0].atMs) }),
      ...(asked.expanded && { extendedInfo: extendedInfo(points) }),
    },
  };
}

/** Azure's body of the item's container. */
export function containerBody(vm: FleetVm, vaultPath: string): Record<string, unknown> {
  return {
    id: `${vaultPath}/backupFabrics/Azure/protectionContainers/${containerName(vm)}`,
    name: containerName(vm),
    type: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers',
    properties: {
      virtualMachineId: vmId(vm),
      virtualMachineVersion: 'Compute',
      resourceGroup: vm.resourceGroup,
      friendlyName: vm.name,
      backupManagementType: 'AzureIaasVM',
      registrationStatus: 'Registered',
      healthStatus: 'Healthy',
      containerType: 'Microsoft.Compute/virtualMachines',
      protectableObjectType: 'Microsoft.Compute/virtualMachines',
    },
  };
}

const GREEN = {
  code: 400239,
  title: 'IaasVmHealthGreenDefault',
  message: 'Backup pre-check status of this virtual machine is OK.',
  recommendations: [],
};

/** The newest ended backup, without refused ones: they do not change the item. */
function lastBackup(vm: FleetVm, ledger: Ledger, nowMs: number): { plan: JobPlan; status: string } | null {
  let last: { plan: JobPlan; status: string; endMs: number } | null = null;
  for (const plan of ledger.jobsOf(vm, nowMs)) {
    if (plan.outcome === 'refused' || plan.outcome === 'configured') continue;
    const { status, endMs } = ledger.show(plan, nowMs);
    if (endMs !== null && endMs > (last?.endMs ?? 0)) last = { plan, status, endMs };
  }
  return last;
}

function failedKpi(plan: JobPlan): Record<string, unknown> {
  const failure = failureOfPlan(plan, 'Failed');
  return {
    BackupOperationStatusKPI: {
      resourceHealthStatus: 'TransientUnhealthy',
      resourceHealthDetails: failure === null ? [] : [failure],
    },
  };
}

function inUse(vm: FleetVm, points: readonly Point[], { vaultPath }: ItemAsked): Record<string, unknown> {
  return {
    protectionState: points.length === 0 ? 'IRPending' : 'Protected',
    healthDetails: [GREEN],
    policyId: `${vaultPath}/backupPolicies/${vm.policy.name}`,
    policyName: vm.policy.name,
    softDeleteRetentionPeriod: 0,
  };
}

function softDeleted({ startMs, nowMs }: ItemAsked): Record<string, unknown> {
  const purgeMs = startMs - DELETED_MS + SOFT_DELETE_DAYS * DAY_MS;
  const leftMs = Math.max(0, purgeMs - nowMs);
  return {
    protectionState: 'ProtectionStopped',
    policyId: '',
    policyName: '',
    softDeleteRetentionPeriod: SOFT_DELETE_DAYS,
    deferredDeleteTimeInUTC: timeText(purgeMs),
    isScheduledForDeferredDelete: true,
    deferredDeleteTimeRemaining: `${Math.floor(leftMs / DAY_MS)}.${new Date(leftMs % DAY_MS).toISOString().slice(11, 19)}`,
  };
}

function extendedInfo(points: readonly Point[]): Record<string, unknown> {
  const oldest = points.at(-1);
  return {
    ...(oldest && { oldestRecoveryPoint: timeText(oldest.atMs) }),
    recoveryPointCount: points.length,
    policyInconsistent: false,
  };
}
