import type { Job, ProtectedItem, VaultRef } from './types';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/**
 * Identifies a vault in maps and in the database: `<subscription>/<resource group>/<name>`, in lower case. Azure's
 * answers spell one id in different cases, so keys of ids are in lower case, and only this file makes them. Two keys
 * are then compared with `===`. Records keep Azure's own spelling, because users see it.
 */
export type VaultKey = Branded<'VaultKey'>;
/** Identifies a protected item: its ARM id in lower case. */
export type ItemId = Branded<'ItemId'>;
/** Identifies a backup job, or a trigger whose job Azure has not named yet: `<vault key>/<id>`, in lower case. */
export type JobKey = Branded<'JobKey'>;
/** An id or a name in lower case that is unique within its parent only, such as a job's id within its vault. */
export type IdKey = Branded<'IdKey'>;

export function vaultKey({ subscription, resourceGroup, name }: VaultRef): VaultKey {
  return `${subscription}/${resourceGroup}/${name}`.toLowerCase() as VaultKey;
}

export function itemIdOf(armId: string): ItemId {
  return armId.toLowerCase() as ItemId;
}

export function jobKey(vault: VaultRef, id: string): JobKey {
  return `${vaultKey(vault)}/${idKey(id)}` as JobKey;
}

export function idKey(id: string): IdKey {
  return id.toLowerCase() as IdKey;
}

/** Whether a JSON text holds this id as a string, in any case. A quick test to avoid parsing texts without the id. */
export function mentionsId(json: string, id: string): boolean {
  return json.toLowerCase().includes(JSON.stringify(id.toLowerCase()));
}

/** Whether two ids, or two names within ids, are the same: Azure ignores case in them. */
export function sameId(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}

export function sameVault(a: VaultRef, b: VaultRef): boolean {
  return sameId(a.name, b.name) && sameId(a.resourceGroup, b.resourceGroup) && sameId(a.subscription, b.subscription);
}

/** The vaults that hold `items`: each once, in the order of the items. */
export function vaultsOf(items: readonly ProtectedItem[]): readonly VaultRef[] {
  return [...new Map(items.map(({ ref }) => [vaultKey(ref.vault), ref.vault])).values()];
}

/**
 * Whether `job` is about the VM of `item`. For a job without a resource group, name and vault decide. The item names
 * two resource groups, in the VM's id and in its container; the job's may equal either. A doubtful job counts as the
 * VM's, because an overlooked running snapshot would give the verdict `clear`.
 */
export function isJobOf(
  { vault, vmName, vmResourceGroup }: Pick<Job, 'vault' | 'vmName' | 'vmResourceGroup'>,
  { ref, vm }: ProtectedItem,
): boolean {
  // Names are compared first for speed: thousands of jobs meet thousands of items, and most differ in the name.
  if (!sameId(vmName, vm.name) || !sameVault(vault, ref.vault)) return false;
  return (
    vmResourceGroup === null ||
    sameId(vmResourceGroup, vm.resourceGroup) ||
    sameId(vmResourceGroup, ref.container.split(';').at(-2) ?? '')
  );
}
