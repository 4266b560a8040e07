import { vaultGauges } from '../../../services/azure/vaultGauges';
import { AzureError } from '../../../services/backup/vaults';
import { ManualClock } from '../../support/manualClock';
import { aReading, at, NOW, VAULT } from '../../support/samples';

const clock = new ManualClock(NOW.toISOString());
const problem = new AzureError({ kind: 'unavailable', status: 0 });

function gauges(count: number, change: { readonly blockedUntilMs?: number } = {}) {
  const vaults = Array.from({ length: count }, (_, index) => ({
    ...VAULT,
    name: `Vault-${index}`,
    subscription: `S-${index}`,
  }));
  return vaultGauges(
    {
      vaultReads: () => vaults.map((vault, index) => ({ vault, at: index === 0 ? null : at(-index), items: 1 })),
      known: () => aReading({ items: [], vaults, unread: [{ vault: vaults[0]!, problem }] }),
      monitorBudget: () => ({
        perHour: 75,
        losesInAnHour: 0,
        spent: [{ atMs: 1, reads: 5 }],
        blockedUntilMs: 0,
        ...change,
      }),
    },
    clock,
  );
}

it('when vaults were read and not, then it says how many, how long ago, and how many reads are left', () => {
  expect(gauges(2)).toEqual({
    azure_vaults: [
      { labels: { state: 'read' }, value: 1 },
      { labels: { state: 'unread' }, value: 1 },
    ],
    azure_vault_read_age_seconds: [{ labels: { vault: `s-1/${VAULT.resourceGroup.toLowerCase()}/vault-1` }, value: 1 }],
    azure_read_budget_remaining: ['s-0', 's-1'].map((subscription) => ({ labels: { subscription }, value: 70 })),
  });
});

it('when Azure has asked for a pause, then no read is left', () => {
  const { azure_read_budget_remaining: left } = gauges(1, { blockedUntilMs: NOW.getTime() + 1 });
  expect(left).toMatchObject([{ value: 0 }]);
});

it('when there are 500 vaults in as many subscriptions, then no label has more than 50 values, and the oldest stay', () => {
  const { azure_vault_read_age_seconds: ages, azure_read_budget_remaining: left } = gauges(500);
  expect([ages, left]).toEqual([expect.objectContaining({ length: 50 }), expect.objectContaining({ length: 50 })]);
  expect(ages).toMatchObject([{ value: 499 }, { value: 498 }, ...Array.from({ length: 48 }, () => ({}))]);
});
