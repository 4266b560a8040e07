import type { ItemRef, ProtectedItem, RecoveryPoint, VaultRef, VirtualMachine } from '../../backup/types';
import { isTrue, type Json, lastOf, listOf, objectOf, textOf, timeOf } from '../http/jsonFields';

/** Shape of ids: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules; casing varies (docs/azure.md). */
const RESOURCE_GROUP = /\/resourceGroups\/([^/]+)/i;
const ITEM_PATH = /\/protectionContainers\/([^/]+)\/protectedItems\/([^/]+)/i;
const VAULT_PATH = /\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/[^/]+\/vaults\/([^/]+)/i;
const TIERS_MAX = 10;

/** A row of Azure's list of vaults. null where its id names none. */
export function vaultOf(raw: unknown): VaultRef | null {
  const [, subscription, resourceGroup, name] = VAULT_PATH.exec(textOf(objectOf(raw)['id'])) ?? [];
  return subscription !== undefined && resourceGroup !== undefined && name !== undefined
    ? { subscription, resourceGroup, name }
    : null;
}

/** A protected item, from a list or its own read (docs/azure.md). null for one that is no VM, or that carries no names to ask for it by. */
export function itemOf(raw: unknown, vault: VaultRef): ProtectedItem | null {
  const row = objectOf(raw);
  const properties = objectOf(row['properties']);
  const ref = isVm(properties) ? refOf(row, properties, vault) : null;
  if (!ref) return null;
  const status = textOf(properties['lastBackupStatus']);
  const at = timeOf(properties['lastBackupTime']);
  return {
    ref,
    id: textOf(row['id']) || idOf(ref),
    vm: vmOf(properties, ref),
    policy: policyRefOf(properties),
    protectionState: textOf(properties['protectionState']),
    softDeleted: isTrue(properties['isScheduledForDeferredDelete']),
    lastBackup: at ? { status, at } : null,
    lastRecoveryPointAt: timeOf(properties['lastRecoveryPoint']),
  };
}

/** Whether the row says that it is about something else than an Azure VM. */
export function isOthersItem(raw: unknown): boolean {
  return !isVm(objectOf(objectOf(raw)['properties']));
}

const VM_TYPE = /^microsoft\.(?:classic)?compute\/virtualmachines|^AzureIaaSVM/i;
/** The item types, management types and workloads of all that is no Azure VM. */
const OTHERS =
  /^(?:MAB|DPM|AzureBackupServer|AzureSql|AzureStorage|AzureWorkload|DefaultBackup|AzureFileShare|AzureVmWorkload|Generic|FileFolder|SAP|SQL|Microsoft\.(?:Sql|Storage))/i;

/** Only VMs are asked for: only a word that names something else makes it none. */
function isVm(properties: Json): boolean {
  const words = ['protectedItemType', 'backupManagementType', 'workloadType'].map((name) => textOf(properties[name]));
  return words.some((word) => VM_TYPE.test(word)) || !words.some((word) => OTHERS.test(word));
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
    name: textOf(properties['friendlyName']) || lastOf(id, '/') || lastOf(ref.item, ';'),
    resourceGroup: RESOURCE_GROUP.exec(id)?.[1] ?? resourceGroupOf(ref.container) ?? '',
  };
}

/** From a container's name, long or short: `…;{resource group};{vm}` (docs/azure.md). */
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
    name: textOf(properties['policyName']) || lastOf(id, '/'),
    enhanced: enhancedOf(properties['policyType']),
  };
}

/** policyType: `V2` is the Enhanced policy; absent before 2026 on items, and on old policies. */
export function enhancedOf(policyType: unknown): boolean | null {
  const type = textOf(policyType).toUpperCase();
  return type === 'V2' ? true : type === 'V1' ? false : null;
}

/** Numbers up to api-version 2021-10-01 (docs/azure.md). */
const TIER_TYPES = new Map(Object.entries({ 1: 'InstantRP', 2: 'HardenedRP', 3: 'ArchivedRP' }));
const TIER_STATUSES = new Map(Object.entries({ 1: 'Valid', 2: 'Disabled', 3: 'Deleted', 4: 'Rehydrated' }));

/** null where a row has no id or no time: then nobody can tell what it is a point of. */
export function pointOf(raw: unknown): RecoveryPoint | null {
  const row = objectOf(raw);
  const properties = objectOf(row['properties']);
  const id = textOf(row['name']) || lastOf(textOf(row['id']), '/');
  const at = timeOf(properties['recoveryPointTime']);
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
    expiresAt: timeOf(objectOf(properties['recoveryPointProperties'])['expiryTime']),
  };
}
