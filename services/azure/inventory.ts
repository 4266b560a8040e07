import { idKey, vaultKey } from '../backup/ids';
import type { ProtectedItem, VaultRef } from '../backup/types';
import { AzureError, type Inventory, type Reading } from '../backup/vaults';
import {
  type CallBase,
  createDiscovery,
  type Discovered,
  type DiscoveryOptions,
  earliest,
  FAILURE_AGE_MS,
  paidByEither,
} from './discovery';
import { readPages } from './http/arm';
import { asAzureError, createSharedReadings } from './sharedReadings';
import { isOtherWorkloadItem, protectedItemOf } from './translate/items';

export interface InventoryReader {
  /** Rejects with AzureError only if no vault could be read, now or before. */
  read(maxAgeMs: number, base: CallBase): Promise<Reading<Inventory>>;
  known(): Reading<Inventory> | null;
  /** How many vaults of a subscription are known. */
  vaultsIn(subscription: string): number;
  /** The newest reading of one vault's items, however old. */
  lastOf(vault: VaultRef): Reading<readonly ProtectedItem[]> | null;
}

/** One vault's share of an inventory. */
interface VaultResult {
  readonly vault: VaultRef;
  /** Null if the vault was never read. */
  readonly reading: Reading<readonly ProtectedItem[]> | null;
  readonly problem: AzureError | null;
}

/** `isWhole` is false if rows could not be read: each of them may be a protected VM. */
interface ItemList {
  readonly items: readonly ProtectedItem[];
  readonly isWhole: boolean;
}

const VAULTS_AT_ONCE = 8;
const VAULTS_MAX = 500;
const UNREADABLE = new AzureError({ kind: 'unavailable', status: 200 }, { code: 'UnreadableBody' });
const TOO_MANY = new AzureError({ kind: 'unavailable', status: 0 }, { code: 'TooManyVaults' });
export const ITEM_FILTER = "backupManagementType eq 'AzureIaasVM' and itemType eq 'VM'";

/**
 * Reads the protected VMs of all vaults. Each vault has its own reading, so a failing vault does not affect the others.
 * Where Azure's limit is too low for the age that is asked for, readings may be as old as it demands.
 */
export function createInventoryReader(options: DiscoveryOptions): InventoryReader {
  const { arm, clock, log } = options;
  const discover = createDiscovery(options);
  const byVault = createSharedReadings<ItemList>({
    clock,
    keysMax: VAULTS_MAX,
    failureAgeMs: FAILURE_AGE_MS,
  });
  let last: Reading<Inventory> | null = null;
  let counts: ReadonlyMap<string, number> = new Map();
  const vaultsIn = (subscription: string): number => counts.get(idKey(subscription)) ?? 1;
  const lastAt = (vault: VaultRef): number => byVault.last(vaultKey(vault))?.at.getTime() ?? 0;

  return {
    known: () => last,
    vaultsIn,
    lastOf: (vault) => {
      const reading = byVault.last(vaultKey(vault));
      return reading && { ...reading, value: reading.value.items };
    },
    async read(maxAgeMs, base) {
      const found = await discover(maxAgeMs, base);
      const beyond = found.vaults.slice(VAULTS_MAX);
      if (beyond.length > 0) log.warn({ vaults: found.vaults.length, read: VAULTS_MAX }, 'Too many vaults');
      // The vaults that were read longest ago come first. If time runs out, the next call continues with the others.
      const vaults = found.vaults.slice(0, VAULTS_MAX).sort((a, b) => lastAt(a) - lastAt(b));
      counts = countBySubscription(vaults);
      const results = await mapWithLimit(vaults, async (vault): Promise<VaultResult> => {
        const paceMs = arm.paceMs({ ...vault, action: 'items' }, vaultsIn(vault.subscription));
        const wish = { maxAgeMs: Math.max(maxAgeMs, paceMs) };
        try {
          const reading = await byVault.read(vaultKey(vault), wish, () =>
            paidByEither(base, (paid) => readItems(options, paid, vault)),
          );
          const problem = reading.problem ?? (reading.value.isWhole ? null : UNREADABLE);
          return { vault, reading: { ...reading, value: reading.value.items }, problem };
        } catch (error) {
          return { vault, reading: null, problem: asAzureError(error) };
        }
      });
      const overLimit = beyond.map((vault) => ({ vault, reading: null, problem: TOO_MANY }));
      last = inventoryOf(found, [...results, ...overLimit], clock.now());
      return last;
    },
  };
}

function countBySubscription(vaults: readonly VaultRef[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { subscription } of vaults) counts.set(idKey(subscription), (counts.get(idKey(subscription)) ?? 0) + 1);
  return counts;
}

/** Throws the first problem if there is nothing to show. */
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

async function readItems({ arm, log }: DiscoveryOptions, base: CallBase, vault: VaultRef): Promise<ItemList> {
  const call = { ...base, subscription: vault.subscription, action: 'items', resource: 'vault' } as const;
  const rows = await readPages(arm, call, (sdk, given) =>
    sdk
      .backup(vault.subscription)
      .backupProtectedItems.list(vault.name, vault.resourceGroup, { ...given, filter: ITEM_FILTER }),
  );
  const own = rows.filter((row) => !isOtherWorkloadItem(row));
  const items = own.map((row) => protectedItemOf(row, vault)).filter((item) => item !== null);
  const left = own.length - items.length;
  if (left > 0) log.warn({ vault: vaultKey(vault), left }, 'Items that carry no name were left out');
  return { items, isWhole: left === 0 };
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
