import type { HeartbeatView, SeenVault } from '../../protocol/heartbeatView';
import type { View } from '../../protocol/view';
import { AzureError } from '../../services/backup/vaults';
import { before, LONG, SAMPLES_NOW, VAULT } from './builders';

const NOT_ALLOWED = new AzureError(
  { kind: 'notAllowed', by: 'role', action: 'Microsoft.RecoveryServices/vaults/backupProtectedItems/read', policy: '' },
  { code: 'AuthorizationFailed' },
);
const THROTTLED = new AzureError({ kind: 'throttled', own: false, until: before(-10) }, { code: 'TooManyRequests' });

function seen(name: string, change: Partial<SeenVault> = {}): SeenVault {
  return { vault: { ...VAULT, name }, at: before(4), items: 12, problem: null, ...change };
}

function heartbeat(change: Partial<HeartbeatView> = {}): HeartbeatView {
  const vaults = [seen('vault-a', { at: before(5) }), seen('vault-b', { items: 1 })];
  const well = { vaults, subscriptions: [], problem: null, waiting: null, hasOldRules: false };
  return { kind: 'heartbeat', at: SAMPLES_NOW, ...well, ...change };
}

const MANY = Array.from({ length: 140 }, (_, index) =>
  seen(`${LONG.vault.slice(0, 46)}-${String(index)}`, {
    vault: { ...VAULT, resourceGroup: LONG.resourceGroup, name: `${LONG.vault.slice(0, 46)}-${String(index)}` },
    at: index === 0 ? null : before(600 - index),
    problem: index < 3 ? NOT_ALLOWED : null,
  }),
);

export const HEARTBEAT_SAMPLES: readonly { readonly name: string; readonly view: View }[] = [
  { name: 'heartbeat', view: heartbeat() },
  { name: 'heartbeat, one vault', view: heartbeat({ vaults: [seen('vault-a')] }) },
  { name: 'heartbeat, no vault', view: heartbeat({ vaults: [] }) },
  {
    name: 'heartbeat, much is wrong',
    view: heartbeat({
      vaults: [
        seen('vault-c', { at: null, items: null, problem: NOT_ALLOWED }),
        seen('vault-b', { at: before(1_700), problem: THROTTLED }),
        seen('vault-a'),
      ],
      subscriptions: ['00000000-0000-0000-0000-000000000002'],
      waiting: { count: 3, since: before(95) },
      hasOldRules: true,
      readOnly: { kind: 'environment' },
    }),
  },
  {
    name: 'heartbeat, Azure does not answer',
    view: heartbeat({ vaults: [], problem: new AzureError({ kind: 'unavailable', status: 503 }) }),
  },
  { name: 'heartbeat, 140 vaults of long names', view: heartbeat({ vaults: MANY }) },
];
