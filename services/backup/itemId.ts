import type { VaultRef } from './types';

/**
 * The VM that a protected item's id names, since the id ends in `VM;iaasvmcontainerv2;{resource group};{vm}`; null for
 * an id of another shape.
 */
export function vmOfItemId(itemId: string): { readonly resourceGroup: string; readonly name: string } | null {
  const [, resourceGroup, name] = /;([^;/]+);([^;/]+)$/.exec(itemId) ?? [];
  return resourceGroup === undefined || name === undefined ? null : { resourceGroup, name };
}

/** The vault that an ARM id names; null for an id of a resource outside any vault. */
export function vaultOfItemId(itemId: string): VaultRef | null {
  const [, subscription, resourceGroup, name] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.RecoveryServices\/vaults\/([^/]+)/i.exec(
      itemId,
    ) ?? [];
  return subscription === undefined || resourceGroup === undefined || name === undefined
    ? null
    : { subscription, resourceGroup, name };
}
