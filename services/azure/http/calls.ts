import type { AzureRole } from '../../backup/vaults';

/** One kind of call to Azure, and what it needs. */
interface AzureCall {
  readonly method: 'GET' | 'POST';
  /** As Azure's documentation writes them; `VAULT` and `ITEM` stand for their own paths. */
  readonly paths: readonly string[];
  /** Azure's name of the one permission that the call needs. A 403 names it if it is missing. */
  readonly action: string;
  /** The role that grants it, and the identity that makes the call. Null: only demo mode makes the call. */
  readonly role: AzureRole | null;
}

const PROVIDER = 'Microsoft.RecoveryServices/vaults';
const ITEMS = `${PROVIDER}/backupFabrics/protectionContainers/protectedItems`;

/**
 * Every call that the bot makes. Where one permission opens two paths, they are one call: nobody can be granted one of
 * them alone. The files in `infra/roles` hold exactly these actions.
 */
export const CALLS = {
  subscriptions: {
    method: 'GET',
    paths: ['/subscriptions'],
    action: 'Microsoft.Resources/subscriptions/read',
    role: null,
  },
  vaults: {
    method: 'GET',
    paths: ['/subscriptions/{subscription}/providers/Microsoft.RecoveryServices/vaults'],
    action: `${PROVIDER}/read`,
    role: 'reader',
  },
  items: {
    method: 'GET',
    paths: ['VAULT/backupProtectedItems'],
    action: `${PROVIDER}/backupProtectedItems/read`,
    role: 'reader',
  },
  points: { method: 'GET', paths: ['ITEM/recoveryPoints'], action: `${ITEMS}/recoveryPoints/read`, role: 'reader' },
  policies: {
    method: 'GET',
    paths: ['VAULT/backupPolicies'],
    action: `${PROVIDER}/backupPolicies/read`,
    role: 'reader',
  },
  jobs: {
    method: 'GET',
    paths: ['VAULT/backupJobs', 'VAULT/backupJobs/{job}'],
    action: `${PROVIDER}/backupJobs/read`,
    role: 'reader',
  },
  operation: {
    method: 'GET',
    paths: ['VAULT/backupOperations/{operation}'],
    action: `${PROVIDER}/backupOperations/read`,
    role: 'reader',
  },
  vm: {
    method: 'GET',
    paths: ['/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{vm}'],
    action: 'Microsoft.Compute/virtualMachines/read',
    role: 'reader',
  },
  graph: {
    method: 'POST',
    paths: ['/providers/Microsoft.ResourceGraph/resources'],
    action: 'Microsoft.ResourceGraph/resources/read',
    role: 'reader',
  },
  trigger: { method: 'POST', paths: ['ITEM/backup'], action: `${ITEMS}/backup/action`, role: 'trigger' },
  cancel: {
    method: 'POST',
    paths: ['VAULT/backupJobs/{job}/cancel'],
    action: `${PROVIDER}/backupJobs/cancel/action`,
    role: 'canceller',
  },
} as const satisfies Readonly<Record<string, AzureCall>>;

export type CallName = keyof typeof CALLS;

/** The role that grants an action, by Azure's name in any case; null if none of the bot's roles does. */
export function roleGranting(action: string): AzureRole | null {
  const name = action.toLowerCase();
  return Object.values(CALLS).find((call) => call.action.toLowerCase() === name)?.role ?? null;
}
