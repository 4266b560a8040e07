import type { VaultRef } from './types';

/**
 * The VM that a protected item's id names: it ends in `VM;iaasvmcontainerv2;{resourceGroup};{name}` (docs/azure.md). null
 * where it has another shape.
 */
export function vmOfItemId(itemId: string): { readonly resourceGroup: string; readonly name: string } | null {
  const [, resourceGroup, name] = /;([^;/]+);([^;/]+)$/.exec(itemId) ?? [];
  return resourceGroup === undefined || name === undefined ? null : { resourceGroup, name };
}

/** The vault that an ARM id lies in; null where it lies in none. */
export function vaultOfItemId(itemId: string): VaultRef | null {
  const [, subscription, resourceGroup, name] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.RecoveryServices\/vaults\/([^/]+)/i.exec(
      itemId,
    ) ?? [];
  return subscription === undefined || resourceGroup === undefined || name === undefined
    ? null
    : { subscription, resourceGroup, name };
}
