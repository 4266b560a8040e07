import type { Grant } from '../../services/access/roles';
import { vaultOfItemId } from '../../services/backup/itemId';
import { indexOf } from '../../services/backup/itemIndex';
import type { Ask } from '../../services/conversations/ask';
import { scopeKey, type Watch, type WatchScope } from '../../services/subscriptions/watch';
import type { Services } from '../../views/services';

/** Whether the asker may see and end a watch: it is their own, or its scope holds a VM that they may see. */
export function mayShowWatch({ grant, person }: Ask, services: Services): (watch: Watch) => boolean {
  const sees = maySeeScope(grant, services);
  return ({ owner, scope }) => owner.person.id === person.id || sees(scope);
}

/** Whether the grant covers a VM in a scope. A VM or vault that the inventory lacks is judged by its name. */
export function maySeeScope(grant: Grant, { vaults }: Pick<Services, 'vaults'>): (scope: WatchScope) => boolean {
  const items = vaults.known()?.value.items ?? [];
  const may = (item: Parameters<Grant['may']>[1]): boolean => grant.may('viewer', item);
  return (scope) => {
    if (scope.kind === 'all') return items.length === 0 ? grant.role !== null : items.some(may);
    const vault = scope.kind === 'vault' ? scope.vault : vaultOfItemId(scope.itemId);
    if (vault === null) return false;
    if (scope.kind === 'vm') return may({ vm: { name: scope.vmName }, ref: { vault } });
    const inside = indexOf(items).ofVault(vault);
    return inside.length > 0 ? inside.some(may) : may({ vm: { name: '' }, ref: { vault } });
  };
}

/** Scope keys of the watches that send no messages for now, because their owner may see no VM in their scope. */
export function restingScopeKeys(watches: readonly Watch[], services: Services): readonly string[] {
  const { access } = services;
  return watches
    .filter(({ owner, scope }) => !maySeeScope(access.grantOf(owner.person, owner.place), services)(scope))
    .map(({ scope }) => scopeKey(scope));
}
