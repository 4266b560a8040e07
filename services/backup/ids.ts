import type { Job, ProtectedItem, VaultRef } from './types';

/** Whether two ids, or two names that are part of one, are the same: Azure ignores case in them. */
export function sameId(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}

export function sameVault(a: VaultRef, b: VaultRef): boolean {
  return sameId(a.name, b.name) && sameId(a.resourceGroup, b.resourceGroup) && sameId(a.subscription, b.subscription);
}

/** Identifies the vault, for use as a key of a Map and in the database. */
export function vaultKey({ subscription, resourceGroup, name }: VaultRef): string {
  return `${subscription}/${resourceGroup}/${name}`.toLowerCase();
}

/** The vaults that hold `items`: each once, in the order of the items. */
export function vaultsOf(items: readonly ProtectedItem[]): readonly VaultRef[] {
  return [...new Map(items.map(({ ref }) => [vaultKey(ref.vault), ref.vault])).values()];
}

/**
 * Whether `job` is about the VM of `item`. Without a resource group in the job, name and vault decide. The item names
 * two resource groups, in the VM's id and in its container; the job's may equal either. A doubtful job counts as the
 * VM's, because a running snapshot that is overlooked would give the verdict `clear`.
 */
export function isJobOf({ vault, vmName, vmResourceGroup }: Job, { ref, vm }: ProtectedItem): boolean {
  // Compares names first for speed: thousands of jobs meet thousands of items, and most differ in the name.
  if (!sameId(vmName, vm.name) || !sameVault(vault, ref.vault)) return false;
  return (
    vmResourceGroup === null ||
    sameId(vmResourceGroup, vm.resourceGroup) ||
    sameId(vmResourceGroup, ref.container.split(';').at(-2) ?? '')
  );
}

export function jobKey(vaultKey: string, id: string): string {
  return `${vaultKey}/${id}`.toLowerCase();
}
