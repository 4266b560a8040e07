import { setImmediate as yieldToOthers } from 'node:timers/promises';

import { type ItemId, itemIdOf, type VaultKey, vaultKey, vaultsOf } from '../../backup/ids';
import type { ProtectedItem, VaultRef } from '../../backup/types';
import type { DeliveryChecks } from '../../notify/outbox/revalidate';
import type { Watches } from '../../subscriptions/repositories';
import { scopeKey, scopeKeysOf, type Watch } from '../../subscriptions/watch';

/** The VMs that conversations watch. Their backups are told, even if a schedule or another person starts them. */
export interface WatchCoverage {
  /** Vaults that hold watched VMs. */
  readonly vaults: readonly VaultRef[];
  /** Null if nobody who may see this VM watches it. */
  readonly demandFor: (item: ProtectedItem) => WatchDemand | null;
  /** Whether a watch covers the snapshots of some VM of the vault, so that people are told of each backup. */
  readonly awaitsIn: (vault: VaultRef) => boolean;
}

interface WatchDemand {
  /** `progress` means that a watch covers the snapshot too. */
  readonly level: Level;
  /** When the oldest watch of the VM began, in epoch ms. Nobody is told of an earlier end. */
  readonly sinceMs: number;
}

type Level = 'failures' | 'progress';

const PAGE = 500;
/** Watches above this number find no jobs of others, but still report jobs found for earlier watches. */
const WATCHES_MAX = 20_000;
/** After this many items the event loop runs other work. */
const ITEMS_AT_ONCE = 500;

/** All watches that have not ended, page by page. */
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

/** No read is spent on a VM that the watch's owner may not see. Access changes, so call this repeatedly. */
export async function coverageOf(
  watches: readonly Watch[],
  items: readonly ProtectedItem[],
  mayTell: DeliveryChecks['mayTell'],
): Promise<WatchCoverage> {
  const byScope = new Map<string, Watch[]>();
  for (const watch of watches) {
    const key = scopeKey(watch.scope);
    const alike = byScope.get(key);
    if (alike) alike.push(watch);
    else byScope.set(key, [watch]);
  }
  const demands = new Map<ItemId, WatchDemand>();
  const covered: ProtectedItem[] = [];
  const awaited = new Set<VaultKey>();
  for (const [index, item] of (byScope.size === 0 ? [] : items).entries()) {
    if (index % ITEMS_AT_ONCE === ITEMS_AT_ONCE - 1) await yieldToOthers();
    const keys = scopeKeysOf({ vault: item.ref.vault, itemId: item.id });
    const watching = keys.flatMap((key) => byScope.get(key) ?? []);
    const level = await levelFor(item, watching, mayTell);
    if (level === null) continue;
    const sinceMs = watching.reduce((oldest, { createdMs }) => Math.min(oldest, createdMs), Infinity);
    demands.set(itemIdOf(item.id), { level, sinceMs });
    if (level === 'progress') awaited.add(vaultKey(item.ref.vault));
    if (!item.softDeleted) covered.push(item);
  }
  return {
    vaults: vaultsOf(covered),
    demandFor: ({ id }) => demands.get(itemIdOf(id)) ?? null,
    awaitsIn: (vault) => awaited.has(vaultKey(vault)),
  };
}

async function levelFor(
  { id, vm, ref }: ProtectedItem,
  watches: readonly Watch[],
  mayTell: DeliveryChecks['mayTell'],
): Promise<Level | null> {
  const told = { vault: ref.vault, itemId: id, vmName: vm.name, vmResourceGroup: vm.resourceGroup };
  const anyMay = async (some: readonly Watch[]): Promise<boolean> => {
    // If the check fails, the job is watched anyway: access is checked again before anything is told.
    for (const watch of some) if (await mayTell(watch, told).catch(() => true)) return true;
    return false;
  };
  if (await anyMay(watches.filter(({ level }) => level !== 'failures'))) return 'progress';
  return (await anyMay(watches.filter(({ level }) => level === 'failures'))) ? 'failures' : null;
}
