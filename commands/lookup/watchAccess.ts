import type { Grant } from '../../services/access/roles';
import { vaultOfItemId } from '../../services/backup/itemId';
import { indexOf } from '../../services/backup/itemIndex';
import type { Ask } from '../../services/conversations/ask';
import { scopeKey, type Watch, type WatchScope } from '../../services/subscriptions/watch';
import type { Services } from '../../views/services';

/**
 * Whether a watch may be shown to whoever asks, and be ended by them: it is their own, or about something that they may
 * see (CONTRACT 6). The others are counted only.
 */
export function mayShowWatch({ grant, person }: Ask, services: Services): (watch: Watch) => boolean {
  const sees = maySeeScope(grant, services);
  return ({ owner, scope }) => owner.person.id === person.id || sees(scope);
}

/** Whether whoever asks may see something of a scope. What is gone from the inventory is judged by its name. */
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

/** The scope keys of those that tell nothing for now: their owner may see nothing of what they are about. */
export function restingScopeKeys(watches: readonly Watch[], services: Services): readonly string[] {
  const { access } = services;
  return watches
    .filter(({ owner, scope }) => !maySeeScope(access.grantOf(owner.person, owner.place), services)(scope))
    .map(({ scope }) => scopeKey(scope));
}
