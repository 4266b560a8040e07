import { type ProtectedItem, type VaultRef, vaultsOf } from '../backup/types';
import { scopeKey, scopeKeysOf, type Watch } from '../notify/promise';
import type { Watches } from '../notify/repositories';

/** Whose backups are wanted, whoever starts them. */
export interface Interest {
  /** Vaults that hold VMs of them. */
  readonly vaults: readonly VaultRef[];
  /** null: nobody watches this VM; `progress`: somebody wants to hear of its snapshot too. */
  readonly levelOf: (item: ProtectedItem) => 'failures' | 'progress' | null;
}

const PAGE = 500;
/** Beyond it later watches find no jobs of others; they are still told of jobs that are found for earlier ones. */
const WATCHES_MAX = 20_000;

export async function interestOf(watches: Pick<Watches, 'page'>, items: readonly ProtectedItem[]): Promise<Interest> {
  const wanted = await readLevels(watches);
  const levelOf: Interest['levelOf'] = (item) => {
    const keys = scopeKeysOf({ vault: item.ref.vault, itemId: item.id }).filter((key) => wanted.has(key));
    if (keys.length === 0) return null;
    return keys.some((key) => wanted.get(key) === 'progress') ? 'progress' : 'failures';
  };
  return { vaults: vaultsOf(items.filter((item) => !item.softDeleted && levelOf(item) !== null)), levelOf };
}

async function readLevels(watches: Pick<Watches, 'page'>): Promise<ReadonlyMap<string, 'failures' | 'progress'>> {
  const levels = new Map<string, 'failures' | 'progress'>();
  let after: { to: Watch['to']; scopeKey: string } | null = null;
  for (let read = 0; read < WATCHES_MAX; read += PAGE) {
    const page: readonly Watch[] = await watches.page(after, PAGE);
    for (const { scope, level } of page)
      if (level !== 'failures') levels.set(scopeKey(scope), 'progress');
      else if (!levels.has(scopeKey(scope))) levels.set(scopeKey(scope), 'failures');
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    after = { to: last.to, scopeKey: scopeKey(last.scope) };
  }
  return levels;
}
