import { type IdKey, idKey } from '../../backup/ids';
import type { ProtectedItem, VaultRef } from '../../backup/types';
import type { Vaults } from '../../backup/vaults';
import { MINUTE_MS } from '../../platform/durations';
import type { Discovery } from '../track/discover';
import { coverageOf, readStandingWatches } from '../track/watchCoverage';
import type { MonitorParts, MonitorTables } from './parts';

/** The interval of reads of the inventory, so that new protected VMs are found even if nobody asks anything. */
const INVENTORY_MS = 30 * MINUTE_MS;

/** Access and watches change, so what is covered is found anew after this time. */
const COVERAGE_MS = MINUTE_MS;

interface Discoveries {
  /** The newest one; it is read anew, at once if `anew` is true. */
  newest(anew: boolean): Promise<Discovery>;
  /** Resolves when none is being read. */
  ended(): Promise<void>;
}

/**
 * Gives the newest Discovery. Only the first one is waited for, because a subscription that hangs may delay the
 * inventory for seconds. Later ones are read in the background, and `onNew` is called then.
 */
export function createDiscoveries<T extends MonitorTables>(parts: MonitorParts<T>, onNew: () => void): Discoveries {
  let last: { readonly atMs: number; readonly value: Discovery } | null = null;
  let running: Promise<Discovery> | null = null;
  let wishes = 0;
  let granted = 0;
  const read = async (): Promise<Discovery> => {
    const wished = wishes;
    const atMs = parts.clock.now().getTime();
    const value = await readDiscovery(parts);
    last = { atMs, value };
    granted = wished;
    return wishes > wished ? read() : value;
  };
  const newest = async (anew: boolean): Promise<Discovery> => {
    if (anew) wishes += 1;
    const isDue = last === null || wishes > granted || parts.clock.now().getTime() - last.atMs >= COVERAGE_MS;
    if (!isDue || running !== null) return last?.value ?? running ?? read();
    running = read().finally(() => {
      running = null;
    });
    if (last === null) return running;
    running.then(onNew, (error: unknown) => {
      parts.log.warn({ err: error }, 'what is watched could not be read; it is tried again');
    });
    return last.value;
  };
  return {
    newest,
    ended: async () => {
      await running?.catch(() => undefined);
    },
  };
}

async function readDiscovery<T extends MonitorTables>(parts: MonitorParts<T>): Promise<Discovery> {
  const items = await itemsOf(parts.vaults, parts.clock.now().getTime());
  const watches = await parts.transaction((tables) => readStandingWatches(tables.watches));
  return { items, coverage: await coverageOf(watches, items, parts.mayTell) };
}

/** The items of the inventory, or of the last one if it cannot be read. */
export async function itemsOf(vaults: Vaults, nowMs: number): Promise<readonly ProtectedItem[]> {
  const known = vaults.known();
  if (known && nowMs - known.at.getTime() < INVENTORY_MS) return known.value.items;
  return vaults.inventory().then(
    ({ value }) => value.items,
    () => known?.value.items ?? [],
  );
}

const covered = new WeakMap<Discovery, ReadonlyMap<IdKey, readonly VaultRef[]>>();

/** The vaults of this subscription that hold watched VMs. They are grouped once for each Discovery. */
export function coveredIn(discovery: Discovery, subscription: IdKey): readonly VaultRef[] {
  const known = covered.get(discovery) ?? bySubscription(discovery.coverage.vaults);
  covered.set(discovery, known);
  return known.get(subscription) ?? [];
}

function bySubscription(vaults: readonly VaultRef[]): ReadonlyMap<IdKey, readonly VaultRef[]> {
  const found = new Map<IdKey, VaultRef[]>();
  for (const vault of vaults) {
    const key = idKey(vault.subscription);
    found.set(key, [...(found.get(key) ?? []), vault]);
  }
  return found;
}
