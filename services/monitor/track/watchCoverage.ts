import { setImmediate as turn } from 'node:timers/promises';

import { type ProtectedItem, type VaultRef, vaultsOf } from '../../backup/types';
import type { Checks } from '../../notify/revalidate';
import { scopeKey, scopeKeysOf, type Watch } from '../../subscriptions/jobSubscription';
import type { Watches } from '../../subscriptions/repositories';

/** Whose backups are wanted, whoever starts them. */
export interface WatchCoverage {
  /** Vaults that hold VMs of them. */
  readonly vaults: readonly VaultRef[];
  /** null: nobody who may see this VM watches it. */
  readonly demandFor: (item: ProtectedItem) => WatchDemand | null;
}

export interface WatchDemand {
  /** `progress`: somebody wants to hear of its snapshot too. */
  readonly level: Level;
  /** Epoch ms of the oldest watch of it: what ended before is told to nobody. */
  readonly sinceMs: number;
}

type Level = 'failures' | 'progress';

const PAGE = 500;
/** Beyond it later watches find no jobs of others; they are still told of jobs that are found for earlier ones. */
const WATCHES_MAX = 20_000;
/** Others have their turn after so many items. */
const ITEMS_AT_ONCE = 500;

/** The watches of all conversations that have not ended. */
export async function readStandingWatches(watches: Pick<Watches, 'page'>): Promise<readonly Watch[]> {
  const standing: Watch[] = [];
  let after: { to: Watch['to']; scopeKey: string } | null = null;
  while (standing.length < WATCHES_MAX) {
    const page: readonly Watch[] = await watches.page(after, PAGE);
    standing.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    after = { to: last.to, scopeKey: scopeKey(last.scope) };
  }
  return standing;
}

/** A watch rests where its owner may not see the VM: no read is spent on it. Ask anew, since access changes. */
export async function coverageOf(
  watches: readonly Watch[],
  items: readonly ProtectedItem[],
  mayTell: Checks['mayTell'],
): Promise<WatchCoverage> {
  const byScope = new Map<string, Watch[]>();
  for (const watch of watches) {
    const key = scopeKey(watch.scope);
    const alike = byScope.get(key);
    if (alike) alike.push(watch);
    else byScope.set(key, [watch]);
  }
  const wants = new Map<string, WatchDemand>();
  const wanted: ProtectedItem[] = [];
  for (const [index, item] of (byScope.size === 0 ? [] : items).entries()) {
    if (index % ITEMS_AT_ONCE === ITEMS_AT_ONCE - 1) await turn();
    const keys = scopeKeysOf({ vault: item.ref.vault, itemId: item.id });
    const watching = keys.flatMap((key) => byScope.get(key) ?? []);
    const level = await levelFor(item, watching, mayTell);
    if (level === null) continue;
    const sinceMs = watching.reduce((oldest, { createdMs }) => Math.min(oldest, createdMs), Infinity);
    wants.set(item.id.toLowerCase(), { level, sinceMs });
    if (!item.softDeleted) wanted.push(item);
  }
  return { vaults: vaultsOf(wanted), demandFor: ({ id }) => wants.get(id.toLowerCase()) ?? null };
}

async function levelFor(
  { id, vm, ref }: ProtectedItem,
  watches: readonly Watch[],
  mayTell: Checks['mayTell'],
): Promise<Level | null> {
  const told = { vault: ref.vault, itemId: id, vmName: vm.name, vmResourceGroup: vm.resourceGroup };
  const anyMay = async (some: readonly Watch[]): Promise<boolean> => {
    // Where access cannot be looked up the job is found: it is asked again before anything is told.
    for (const watch of some) if (await mayTell(watch, told).catch(() => true)) return true;
    return false;
  };
  if (await anyMay(watches.filter(({ level }) => level !== 'failures'))) return 'progress';
  return (await anyMay(watches.filter(({ level }) => level === 'failures'))) ? 'failures' : null;
}
