import { type ProtectedItem, vaultKey, type VaultRef } from '../backup/types';
import type { AzureError, Inventory, Reading } from '../backup/vaults';
import { readPages } from './arm';
import {
  type CallBase,
  createDiscovery,
  type Discovered,
  type DiscoveryOptions,
  earliest,
  FAILURE_AGE_MS,
} from './discovery';
import { asAzureError, createSharedReadings } from './sharedReadings';
import { itemOf } from './translate';

export interface InventoryReader {
  /** Rejects with AzureError only where no vault could be read and none ever was. */
  read(maxAgeMs: number, base: CallBase): Promise<Reading<Inventory>>;
  known(): Reading<Inventory> | null;
  /** The items of one vault, as last read; null before. */
  itemsOf(vault: VaultRef): Reading<readonly ProtectedItem[]> | null;
}

/** One vault's share of an inventory. */
interface VaultResult {
  readonly vault: VaultRef;
  /** null: never read. */
  readonly reading: Reading<readonly ProtectedItem[]> | null;
  readonly problem: AzureError | null;
}

const VAULTS_AT_ONCE = 8;
const VAULTS_MAX = 500;
const ITEM_FILTER = "backupManagementType eq 'AzureIaasVM' and itemType eq 'VM'";

/** The protected VMs of all vaults; each vault is a reading of its own, so that one's failure loses nothing of the others. */
export function createInventoryReader(options: DiscoveryOptions): InventoryReader {
  const { clock, log } = options;
  const discover = createDiscovery(options);
  const byVault = createSharedReadings<readonly ProtectedItem[]>({
    clock,
    keysMax: VAULTS_MAX,
    failureAgeMs: FAILURE_AGE_MS,
  });
  let last: Reading<Inventory> | null = null;
  const lastAt = (vault: VaultRef): number => byVault.last(vaultKey(vault))?.at.getTime() ?? 0;

  return {
    known: () => last,
    itemsOf: (vault) => byVault.last(vaultKey(vault)),
    async read(maxAgeMs, base) {
      const found = await discover(maxAgeMs, base);
      if (found.vaults.length > VAULTS_MAX)
        log.warn({ vaults: found.vaults.length, read: VAULTS_MAX }, 'Too many vaults');
      // Those read longest ago come first: where the time does not suffice for all, the next call goes on with the others.
      const vaults = found.vaults.slice(0, VAULTS_MAX).sort((a, b) => lastAt(a) - lastAt(b));
      const results = await mapWithLimit(vaults, async (vault): Promise<VaultResult> => {
        try {
          const reading = await byVault.read(vaultKey(vault), { maxAgeMs }, () => readItems(options, base, vault));
          return { vault, reading, problem: reading.problem ?? null };
        } catch (error) {
          return { vault, reading: null, problem: asAzureError(error) };
        }
      });
      last = inventoryOf(found, results, clock.now());
      return last;
    },
  };
}

/** Throws the first problem where there is nothing to show. */
function inventoryOf(found: Discovered, results: readonly VaultResult[], now: Date): Reading<Inventory> {
  const unread = results.flatMap(({ vault, problem }) => (problem ? [{ vault, problem }] : []));
  const lost = found.unread.map(({ subscription, problem }) => ({
    vault: { subscription, resourceGroup: '*', name: '*' },
    problem,
  }));
  const read = results.filter(({ problem }) => !problem);
  const held = results.flatMap(({ reading }) => reading ?? []);
  const value = {
    items: held.flatMap((reading) => reading.value),
    vaults: found.vaults,
    unread: [...unread, ...lost],
  };
  const problem = value.unread[0]?.problem;
  if (read.length > 0 || !problem) {
    const times = read.flatMap(({ reading }) => reading?.at ?? []);
    return { value, at: earliest(found.at ? [...times, found.at] : times) ?? now };
  }
  const at = earliest(held.map((reading) => reading.at));
  if (!at) throw problem;
  return { value, at, problem };
}

async function readItems(
  { arm, log }: DiscoveryOptions,
  base: CallBase,
  vault: VaultRef,
): Promise<readonly ProtectedItem[]> {
  const call = { ...base, subscription: vault.subscription, action: 'items', wanted: 'vault' } as const;
  const rows = await readPages(arm, call, (sdk, given) =>
    sdk
      .backup(vault.subscription)
      .backupProtectedItems.list(vault.name, vault.resourceGroup, { ...given, filter: ITEM_FILTER }),
  );
  const items = rows.map((row) => itemOf(row, vault)).filter((item) => item !== null);
  const left = rows.length - items.length;
  if (left > 0) log.warn({ vault: vaultKey(vault), left }, 'Items that are no VM or carry no name were left out');
  return items;
}

async function mapWithLimit<T, R>(values: readonly T[], map: (value: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = values.entries();
  const work = async (): Promise<void> => {
    for (const [index, value] of queue) results[index] = await map(value);
  };
  await Promise.all(Array.from({ length: VAULTS_AT_ONCE }, work));
  return results;
}
