import { idKey, sameVault, vaultKey } from '../backup/ids';
import type { VaultRead } from '../backup/vaults';
import type { Clock } from '../platform/clock';
import type { Gauges, GaugeSample } from '../platform/metrics';
import type { AzureVaults } from './vaults';

/** The most values of one gauge. A label for each of 500 vaults would cost the operator's Prometheus too much. */
const LABELS_MAX = 50;

type Sources = Pick<AzureVaults, 'vaultReads' | 'known' | 'monitorBudget'>;

/** How current this replica's knowledge of Azure is, and what the monitor may still spend on reads. */
export function vaultGauges(vaults: Sources, clock: Pick<Clock, 'now'>): Gauges {
  const nowMs = clock.now().getTime();
  const reads = vaults.vaultReads();
  const lost = vaults.known()?.value.unread ?? [];
  const unread = reads.filter((read) => lost.some(({ vault }) => sameVault(vault, read.vault))).length;
  return {
    azure_vaults: [
      { labels: { state: 'read' }, value: reads.length - unread },
      { labels: { state: 'unread' }, value: unread },
    ],
    azure_vault_read_age_seconds: ages(reads, nowMs),
    azure_read_budget_remaining: budgets(vaults, reads, nowMs),
  };
}

/** The oldest reads first, so that those that are left out are the newest. */
function ages(reads: readonly VaultRead[], nowMs: number): readonly GaugeSample[] {
  return reads
    .flatMap(({ vault, at }) =>
      at === null ? [] : [{ labels: { vault: vaultKey(vault) }, value: Math.max(0, nowMs - at.getTime()) / 1_000 }],
    )
    .sort((a, b) => b.value - a.value)
    .slice(0, LABELS_MAX);
}

function budgets({ monitorBudget }: Sources, reads: readonly VaultRead[], nowMs: number): readonly GaugeSample[] {
  const subscriptions = [...new Set(reads.map(({ vault }) => idKey(vault.subscription)))];
  return subscriptions.slice(0, LABELS_MAX).map((subscription) => {
    const { perHour, spent, blockedUntilMs } = monitorBudget(subscription);
    const left = perHour - spent.reduce((sum, { reads: made }) => sum + made, 0);
    return { labels: { subscription }, value: blockedUntilMs > nowMs ? 0 : Math.max(0, Math.floor(left)) };
  });
}
