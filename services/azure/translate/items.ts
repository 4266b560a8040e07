import type { ItemRef, ProtectedItem, RecoveryPoint, VaultRef, VirtualMachine } from '../../backup/types';
import { isoTimeOf, isTrue, type Json, lastPart, listOf, objectOf, textOf } from '../http/jsonFields';

/**
 * Shape of ids: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules; case varies.
 */
const RESOURCE_GROUP = /\/resourceGroups\/([^/]+)/i;
const ITEM_PATH = /\/protectionContainers\/([^/]+)\/protectedItems\/([^/]+)/i;
const VAULT_PATH = /\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/[^/]+\/vaults\/([^/]+)/i;
const TIERS_MAX = 10;

/** A row of Azure's list of vaults; null if its id names no vault. */
export function vaultRefOf(raw: unknown): VaultRef | null {
  const [, subscription, resourceGroup, name] = VAULT_PATH.exec(textOf(objectOf(raw)['id'])) ?? [];
  return subscription !== undefined && resourceGroup !== undefined && name !== undefined
    ? { subscription, resourceGroup, name }
    : null;
}

/** A protected item from a row of a list; null if it is no VM, or has no names that a request could use. */
export function protectedItemOf(raw: unknown, vault: VaultRef): ProtectedItem | null {
  const row = objectOf(raw);
  const properties = objectOf(row['properties']);
  const ref = isVm(properties) ? refOf(row, properties, vault) : null;
  if (!ref) return null;
  const status = textOf(properties['lastBackupStatus']);
  const at = isoTimeOf(properties['lastBackupTime']);
  return {
    ref,
    id: textOf(row['id']) || idOf(ref),
    vm: vmOf(properties, ref),
    policy: policyRefOf(properties),
    protectionState: textOf(properties['protectionState']),
    softDeleted: isTrue(properties['isScheduledForDeferredDelete']),
    lastBackup: at ? { status, at } : null,
    lastRecoveryPointAt: isoTimeOf(properties['lastRecoveryPoint']),
  };
}

/** Whether the row names another workload than an Azure VM. */
export function isOtherWorkloadItem(raw: unknown): boolean {
  return !isVm(objectOf(objectOf(raw)['properties']));
}

const VM_TYPE = /^microsoft\.(?:classic)?compute\/virtualmachines|^AzureIaaSVM/i;
/** Item types, management types and workloads that are no Azure VM. */
const OTHER_WORKLOADS =
  /^(?:MAB|DPM|AzureBackupServer|AzureSql|AzureStorage|AzureWorkload|DefaultBackup|AzureFileShare|AzureVmWorkload|Generic|FileFolder|SAP|SQL|Microsoft\.(?:Sql|Storage))/i;

/** The list is already filtered for VMs, so only a word that names another workload excludes a row. */
function isVm(properties: Json): boolean {
  const words = ['protectedItemType', 'backupManagementType', 'workloadType'].map((name) => textOf(properties[name]));
  return words.some((word) => VM_TYPE.test(word)) || !words.some((word) => OTHER_WORKLOADS.test(word));
}

function refOf(row: Json, properties: Json, vault: VaultRef): ItemRef | null {
  const [, container, item] = ITEM_PATH.exec(textOf(row['id'])) ?? [];
  if (container !== undefined && item !== undefined) {
    return { vault, container: unescaped(container), item: unescaped(item) };
  }
  const short = textOf(properties['containerName']);
  const name = textOf(row['name']);
  return short !== '' && name !== '' ? { vault, container: `IaasVMContainer;${short}`, item: name } : null;
}

/** The id of an item whose row carries none. */
function idOf({ vault, container, item }: ItemRef): string {
  const { subscription, resourceGroup, name } = vault;
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.RecoveryServices/vaults/${name}/backupFabrics/Azure/protectionContainers/${container}/protectedItems/${item}`;
}

function unescaped(segment: string): string {
  return segment.replace(/%3B/gi, ';');
}

function vmOf(properties: Json, ref: ItemRef): VirtualMachine {
  const id = textOf(properties['virtualMachineId']) || textOf(properties['sourceResourceId']);
  return {
    id,
    name: textOf(properties['friendlyName']) || lastPart(id, '/') || lastPart(ref.item, ';'),
    resourceGroup: RESOURCE_GROUP.exec(id)?.[1] ?? resourceGroupOf(ref.container) ?? '',
  };
}

/** The VM's resource group, from a container's long or short name: `…;{resource group};{vm}`. */
export function resourceGroupOf(container: string): string | null {
  const parts = container.split(';');
  const group = parts.length >= 3 ? (parts.at(-2) ?? '') : '';
  return group === '' ? null : group;
}

function policyRefOf(properties: Json): ProtectedItem['policy'] {
  const id = textOf(properties['policyId']);
  if (id === '') return null;
  return {
    id,
    name: textOf(properties['policyName']) || lastPart(id, '/'),
    enhanced: enhancedOf(properties['policyType']),
  };
}

/** policyType: `V2` is the Enhanced policy; absent before 2026 on items, and on old policies. */
export function enhancedOf(policyType: unknown): boolean | null {
  const type = textOf(policyType).toUpperCase();
  return type === 'V2' ? true : type === 'V1' ? false : null;
}

/** Azure sent numbers up to api-version 2021-10-01 (docs/azure.md, "Names and ids"). */
const TIER_TYPES = new Map(Object.entries({ 1: 'InstantRP', 2: 'HardenedRP', 3: 'ArchivedRP' }));
const TIER_STATUSES = new Map(Object.entries({ 1: 'Valid', 2: 'Disabled', 3: 'Deleted', 4: 'Rehydrated' }));

/** Null for a row without an id or a time, because it fits no job. */
export function recoveryPointOf(raw: unknown): RecoveryPoint | null {
  const row = objectOf(raw);
  const properties = objectOf(row['properties']);
  const id = textOf(row['name']) || lastPart(textOf(row['id']), '/');
  const at = isoTimeOf(properties['recoveryPointTime']);
  if (id === '' || !at) return null;
  const os = textOf(properties['osType']).toLowerCase();
  return {
    id,
    at,
    type: textOf(properties['recoveryPointType']),
    os: os === 'windows' ? 'Windows' : os === 'linux' ? 'Linux' : null,
    tiers: listOf(properties['recoveryPointTierDetails'], TIERS_MAX).map((tier) => {
      const type = textOf(objectOf(tier)['type']);
      const status = textOf(objectOf(tier)['status']);
      return { type: TIER_TYPES.get(type) ?? type, status: TIER_STATUSES.get(status) ?? status };
    }),
    expiresAt: isoTimeOf(objectOf(properties['recoveryPointProperties'])['expiryTime']),
  };
}
