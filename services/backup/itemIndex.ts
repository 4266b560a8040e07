import { type ProtectedItem, vaultKey, type VaultRef } from './types';

/** Finds among thousands of items; worked out once per list of them, which never changes. */
export interface ItemIndex {
  /** By ARM id of the item, whatever its case. */
  byId(id: string): ProtectedItem | null;
  ofVault(vault: VaultRef): readonly ProtectedItem[];
}

const indexes = new WeakMap<readonly ProtectedItem[], ItemIndex>();

export function indexOf(items: readonly ProtectedItem[]): ItemIndex {
  const known = indexes.get(items);
  if (known) return known;
  let ids: Map<string, ProtectedItem> | undefined;
  let vaults: Map<string, ProtectedItem[]> | undefined;
  const index: ItemIndex = {
    byId: (id) => (ids ??= byId(items)).get(id.toLowerCase()) ?? null,
    ofVault: (vault) => (vaults ??= byVault(items)).get(vaultKey(vault)) ?? [],
  };
  indexes.set(items, index);
  return index;
}

/** Of two with one id the first: a soft-deleted one may stand beside the one that came after it. */
function byId(items: readonly ProtectedItem[]): Map<string, ProtectedItem> {
  const ids = new Map<string, ProtectedItem>();
  for (const item of items) if (!ids.has(item.id.toLowerCase())) ids.set(item.id.toLowerCase(), item);
  return ids;
}

function byVault(items: readonly ProtectedItem[]): Map<string, ProtectedItem[]> {
  const vaults = new Map<string, ProtectedItem[]>();
  for (const item of items) {
    const key = vaultKey(item.ref.vault);
    const others = vaults.get(key);
    if (others) others.push(item);
    else vaults.set(key, [item]);
  }
  return vaults;
}
