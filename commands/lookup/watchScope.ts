import { type TypedScope, vaultText } from '../../protocol/command';
import { vmOfItemId } from '../../services/backup/itemId';
import type { VaultRef } from '../../services/backup/types';
import { foldName } from '../../services/backup/vmNames';
import type { Watch, WatchScope } from '../../services/subscriptions/watch';

/** The vaults of this name: `name`, `resourceGroup/name` or `subscription/resourceGroup/name`. */
export function vaultsNamed(typed: string, vaults: readonly VaultRef[]): readonly VaultRef[] {
  return vaults.filter((vault) => namesVault(typed, vault));
}

/**
 * The watches that a typed scope means; their VM or vault may be gone. `all` means the watch of that scope, or every
 * watch if there is none. A bare name means a VM's watch, or a vault's watch if no VM of that name is watched.
 */
export function watchesMeant(scope: TypedScope | undefined, watches: readonly Watch[]): readonly Watch[] {
  if (scope === undefined) return watches;
  if ('vm' in scope) return someOf(watches, isOfVm(scope.vm)) ?? someOf(watches, isOfVault(scope.vm)) ?? [];
  if ('vault' in scope) return someOf(watches, isOfVault(scope.vault)) ?? [];
  return someOf(watches, ({ kind }) => kind === 'all') ?? watches;
}

function someOf(watches: readonly Watch[], is: (scope: WatchScope) => boolean): readonly Watch[] | null {
  const found = watches.filter(({ scope }) => is(scope));
  return found.length > 0 ? found : null;
}

function isOfVm(typed: string): (scope: WatchScope) => boolean {
  const wanted = foldName(typed);
  return (scope) => scope.kind === 'vm' && namesOf(scope).some((name) => foldName(name) === wanted);
}

function namesOf({ itemId, vmName }: Extract<WatchScope, { kind: 'vm' }>): readonly string[] {
  const vm = vmOfItemId(itemId);
  return vm === null ? [vmName, itemId] : [vmName, itemId, `${vm.resourceGroup}/${vm.name}`];
}

function isOfVault(typed: string): (scope: WatchScope) => boolean {
  return (scope) => scope.kind === 'vault' && namesVault(typed, scope.vault);
}

function namesVault(typed: string, vault: VaultRef): boolean {
  const { resourceGroup, name } = vault;
  return [name, `${resourceGroup}/${name}`, vaultText(vault)].some((text) => foldName(text) === foldName(typed));
}
