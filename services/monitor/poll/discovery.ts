import type { ProtectedItem } from '../../backup/types';
import type { Vaults } from '../../backup/vaults';
import { MINUTE_MS } from '../../platform/durations';
import type { Discovery } from '../track/discover';
import { coverageOf, readStandingWatches } from '../track/watchCoverage';
import type { MonitorParts, MonitorTables } from './parts';

/** The interval of reads of the inventory, so that new protected VMs are found even if nobody asks anything. */
const INVENTORY_MS = 30 * MINUTE_MS;

export async function readDiscovery<T extends MonitorTables>(parts: MonitorParts<T>): Promise<Discovery> {
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
