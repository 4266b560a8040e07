import type { HeartbeatView, SeenVault } from '../protocol/heartbeatView';
import type { ReadOnly } from '../services/access/readOnly';
import { sameVault } from '../services/backup/ids';
import { AzureError, type Inventory, type VaultRead, type Vaults } from '../services/backup/vaults';
import type { OutboxRows } from '../services/notify/repositories';
import type { Clock } from '../services/platform/clock';
import { MINUTE_MS, SECOND_MS } from '../services/platform/durations';
import { withTimeout } from '../services/platform/timeout';

interface HeartbeatSources {
  readonly vaults: Pick<Vaults, 'inventory' | 'known'> & { vaultReads(): readonly VaultRead[] };
  readonly readOnly: Pick<ReadOnly, 'shown'>;
  readonly access: { state(): { readonly ok: boolean } };
  readonly store: {
    transaction<T>(work: (tables: { readonly outbox: Pick<OutboxRows, 'depth'> }) => Promise<T>): Promise<T>;
  };
  readonly clock: Pick<Clock, 'now'>;
}

/** Real time for each read. With less, a heartbeat would come late exactly when something is wrong. */
const READ_MS = 4 * SECOND_MS;
/** A message that waits longer is told. Each is tried again within a minute, but for an outage. */
const STUCK_MS = 10 * MINUTE_MS;

/** What the bot last read of each vault, and what is wrong now. What cannot be found out in time is left out. */
export async function heartbeatView(sources: HeartbeatSources): Promise<HeartbeatView> {
  const { vaults, readOnly, access, clock } = sources;
  const [read, waiting, mode] = await Promise.all([inventoryOf(vaults), waitingIn(sources), readOnly.shown()]);
  const inventory = read.value ?? vaults.known()?.value ?? { items: [], vaults: [], unread: [] };
  return {
    kind: 'heartbeat',
    at: clock.now(),
    vaults: inOrder(vaults.vaultReads(), inventory),
    subscriptions: inventory.unread.filter(isSubscription).map(({ vault }) => vault.subscription),
    problem: read.problem,
    waiting,
    hasOldRules: !access.state().ok,
    ...mode,
  };
}

/** Vaults that cannot be read are found by a read, so the answer may be 5 minutes old at most. */
async function inventoryOf(
  vaults: HeartbeatSources['vaults'],
): Promise<{ readonly value: Inventory | null; readonly problem: AzureError | null }> {
  const late = (): never => {
    throw new AzureError({ kind: 'unavailable', status: 0 });
  };
  try {
    const { value } = await withTimeout(vaults.inventory(), READ_MS, late);
    return { value, problem: null };
  } catch (error) {
    return {
      value: null,
      problem: error instanceof AzureError ? error : new AzureError({ kind: 'unavailable', status: 0 }),
    };
  }
}

async function waitingIn({ store, clock }: HeartbeatSources): Promise<HeartbeatView['waiting']> {
  const beforeMs = clock.now().getTime() - STUCK_MS;
  const depth = store.transaction(({ outbox }) => outbox.depth(beforeMs)).catch(() => null);
  const old = await withTimeout(depth, READ_MS, () => null);
  const oldestMs = old?.oldestMs ?? null;
  if (old === null || oldestMs === null || oldestMs > beforeMs) return null;
  return { count: old.rows, since: new Date(oldestMs) };
}

function isSubscription({ vault }: Inventory['unread'][number]): boolean {
  return vault.name === '*';
}

function inOrder(reads: readonly VaultRead[], { unread }: Inventory): readonly SeenVault[] {
  const atOf = ({ at }: VaultRead): number => at?.getTime() ?? 0;
  return reads
    .map((read) => ({ ...read, problem: unread.find(({ vault }) => sameVault(vault, read.vault))?.problem ?? null }))
    .sort((a, b) => Number(b.problem !== null) - Number(a.problem !== null) || atOf(a) - atOf(b));
}
