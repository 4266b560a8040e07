import type { FleetVault, FleetVm } from './fleet';

export const SUBSCRIPTION_ID = '5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10';
/** The id of the fleet's subscription with this number; 1 is SUBSCRIPTION_ID. */
export function subscriptionId(number: number): string {
  const head = SUBSCRIPTION_ID.slice(0, -12);
  return `${head}${(Number.parseInt(SUBSCRIPTION_ID.slice(-12), 16) + number - 1).toString(16).padStart(12, '0')}`;
}

export const ARM_TENANT_ID = '7c3d9b52-6f0e-4f0a-8a51-3e9d1b6c2f47';

export function vaultPath({ subscription, resourceGroup, name }: FleetVault): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.RecoveryServices/vaults/${name}`;
}

export function vmId({ vault, resourceGroup, name }: FleetVm): string {
  return `/subscriptions/${vault.subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Compute/virtualMachines/${name}`;
}

/** The container's short name, as in response bodies. Azure writes its resource group in lower case. */
export function containerShortName({ resourceGroup, name }: FleetVm): string {
  return `iaasvmcontainerv2;${resourceGroup.toLowerCase()};${name}`;
}

export function containerName(vm: FleetVm): string {
  return `IaasVMContainer;${containerShortName(vm)}`;
}

export function itemName(vm: FleetVm): string {
  return `VM;${containerShortName(vm)}`;
}

/** Path below the vault. Ids in answers begin with the vault's path as the request spelled it. */
export function itemPath(vm: FleetVm): string {
  return `/backupFabrics/Azure/protectionContainers/${containerName(vm)}/protectedItems/${itemName(vm)}`;
}
