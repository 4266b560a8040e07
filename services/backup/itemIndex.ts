import { type ItemId, itemIdOf, type VaultKey, vaultKey } from './ids';
import type { ProtectedItem, VaultRef } from './types';

/** Looks items up by key, because an inventory may hold thousands of them. */
export interface ItemIndex {
  /** By the ARM id of the item, in any case. */
  byId(id: string): ProtectedItem | null;
  ofVault(vault: VaultRef): readonly ProtectedItem[];
}

const indexes = new WeakMap<readonly ProtectedItem[], ItemIndex>();

/** Builds the index of a list once. The list itself is the key of the cache, because lists of items never change. */
export function indexOf(items: readonly ProtectedItem[]): ItemIndex {
  const known = indexes.get(items);
  if (known) return known;
  let ids: Map<ItemId, ProtectedItem> | undefined;
  let vaults: Map<VaultKey, ProtectedItem[]> | undefined;
  const index: ItemIndex = {
    byId: (id) => (ids ??= byId(items)).get(itemIdOf(id)) ?? null,
    ofVault: (vault) => (vaults ??= byVault(items)).get(vaultKey(vault)) ?? [],
  };
  indexes.set(items, index);
  return index;
}

/** If two items have one id, the first is kept: Azure may list a soft-deleted item beside its successor. */
function byId(items: readonly ProtectedItem[]): Map<ItemId, ProtectedItem> {
  const ids = new Map<ItemId, ProtectedItem>();
  for (const item of items) {
    const id = itemIdOf(item.id);
    if (!ids.has(id)) ids.set(id, item);
  }
  return ids;
}

function byVault(items: readonly ProtectedItem[]): Map<VaultKey, ProtectedItem[]> {
  const vaults = new Map<VaultKey, ProtectedItem[]>();
  for (const item of items) {
    const key = vaultKey(item.ref.vault);
    const others = vaults.get(key);
    if (others) others.push(item);
    else vaults.set(key, [item]);
  }
  return vaults;
}
