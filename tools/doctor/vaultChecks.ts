import { CALLS } from '../../services/azure/http/calls';
import { jsonOf } from '../../services/azure/http/errorText';
import { listOf, objectOf } from '../../services/azure/http/jsonFields';
import { vaultRefOf } from '../../services/azure/translate/items';
import type { VaultRef } from '../../services/backup/types';
import type { AzureRole, Barrier } from '../../services/backup/vaults';
import { type Facts, type Finding, finding } from './finding';
import type { Prober } from './prober';
import { type Right, rightOf, type Rights, rightsOn, type VaultCall, vaultIdOf } from './rights';

export interface VaultMeans {
  readonly prober: Prober;
  readonly now: () => Date;
  /** Whether the identity of a role has a token, or needs none. */
  readonly mayAsk: (role: AzureRole) => boolean;
  readonly clientIds: Readonly<Record<AzureRole, string>>;
  /** READ_ONLY: nothing is started or cancelled, so no right for it is needed. */
  readonly readOnly: boolean;
}

/** Each vault costs one read of jobs, of some 150 in an hour. */
const VAULTS_MAX = 20;
const VAULTS_AT_ONCE = 4;
const SUBSCRIPTIONS_MAX = 20;
const ROWS_MAX = 5_000;
const CALL_NAMES = ['items', 'points', 'policies', 'jobs', 'operation', 'vm', 'trigger', 'cancel'] as const;

/** Lists the vaults of the subscriptions, as the bot does where BACKUP_VAULTS does not name them. */
export async function discoverVaults(
  subscriptions: readonly string[],
  means: VaultMeans,
): Promise<{ readonly vaults: readonly VaultRef[]; readonly findings: readonly Finding[] }> {
  const lists = await Promise.all(
    subscriptions.slice(0, SUBSCRIPTIONS_MAX).map(async (subscription) => vaultsOf(subscription, means)),
  );
  return { vaults: lists.flatMap(({ vaults }) => vaults), findings: lists.flatMap(({ findings }) => findings) };
}

async function vaultsOf(
  subscription: string,
  means: VaultMeans,
): Promise<{ readonly vaults: readonly VaultRef[]; readonly findings: readonly Finding[] }> {
  const probed = await means.prober.send('reader', (sdk, options) =>
    sdk.vaults(subscription).vaults.listBySubscriptionId(options).byPage().next(),
  );
  const right = rightOf(probed, 'vaults', means.now());
  if (right.kind === 'noSuchVault')
    return { vaults: [], findings: [finding(['vaults', subscription], 'subscriptionUnknown')] };
  const scope = `/subscriptions/${subscription}`;
  const told = { ...factsOf('vaults', means.clientIds.reader), scope, subscription };
  const held = findingOf(right, { check: ['permissions.vaults', subscription], facts: told, isAssigned: false });
  if (right.kind !== 'held') return { vaults: [], findings: [held] };
  const rows = listOf(objectOf(jsonOf(probed.answer?.body ?? ''))['value'], ROWS_MAX);
  const vaults = rows.map(vaultRefOf).filter((vault) => vault !== null);
  const found = vaults.length > 0 ? 'vaultsFound' : 'vaultsNone';
  return {
    vaults,
    findings: [held, finding(['vaults', subscription], found, { ...told, count: vaults.length })],
  };
}

/** Each call on each vault: may the identity that makes it make it? */
export async function checkRights(vaults: readonly VaultRef[], means: VaultMeans): Promise<readonly Finding[]> {
  const tried = vaults.slice(0, VAULTS_MAX);
  const found: (readonly Finding[])[] = [];
  const queue = tried.entries();
  const work = async (): Promise<void> => {
    for (const [at, vault] of queue) found[at] = await checkVault(vault, means);
  };
  await Promise.all(Array.from({ length: VAULTS_AT_ONCE }, work));
  const beyond = vaults.length - tried.length;
  const left = beyond > 0 ? [finding('permissions', 'vaultsBeyond', { beyond, tried: tried.length })] : [];
  return [...found.flat(), ...left];
}

async function checkVault(vault: VaultRef, means: VaultMeans): Promise<readonly Finding[]> {
  const subject = `${vault.resourceGroup}/${vault.name}`;
  if (means.prober.isOver()) return [finding(['permissions', subject], 'skippedTime')];
  const mayAsk = (role: AzureRole): boolean => means.mayAsk(role) && !(means.readOnly && role !== 'reader');
  const rights = await rightsOn(vault, { prober: means.prober, now: means.now(), mayAsk });
  const scope = vaultIdOf(vault);
  if (Object.values(rights).some((right) => right?.kind === 'noSuchVault'))
    return [finding(['vaults', subject], 'vaultUnknown', { scope, subscription: vault.subscription })];
  return CALL_NAMES.map((name) => {
    const { role } = CALLS[name];
    const check = [`permissions.${name}`, subject] as const;
    // A VM stands in a resource group of its own, outside the vault.
    const isOfVm = name === 'vm';
    const facts = {
      ...{ ...factsOf(name, means.clientIds[role]), subscription: vault.subscription },
      scope: isOfVm ? `/subscriptions/${vault.subscription}` : scope,
    };
    if (means.readOnly && role !== 'reader') return finding(check, 'rightReadOnly', facts);
    if (!means.mayAsk(role)) return finding(check, 'skippedToken', facts);
    const right = rights[name];
    if (right === null) return finding(check, 'rightUntried', facts);
    return findingOf(right, { check, facts, isAssigned: !isOfVm && isAssigned(rights, role) });
  });
}

function factsOf(name: VaultCall | 'vaults', client: string): Facts {
  const { action, role, method, paths } = CALLS[name];
  return { action, role, client, call: `${method} ${paths[0]}` };
}

/** Whether another action of the same role is there: then the role is assigned, but its definition lacks this one. */
function isAssigned(rights: Rights, role: AzureRole): boolean {
  return CALL_NAMES.some((name) => CALLS[name].role === role && ['held', 'granted'].includes(rights[name]?.kind ?? ''));
}

/** What shows the barrier that somebody must remove first. */
const COMMANDS: Readonly<Record<Barrier, (facts: Facts) => string>> = {
  credential: () => 'az account show --query tenantId --output tsv',
  role: ({ client, scope }) => `az role assignment list --assignee ${client} --scope ${scope} --include-inherited`,
  policy: ({ scope }) => `az policy assignment list --scope ${scope} --disable-scope-strict-match`,
  lock: ({ subscription }) => `az lock list --subscription ${subscription}`,
  linked: ({ client }) => `az role assignment list --assignee ${client} --all`,
  subscription: ({ subscription }) => `az account show --subscription ${subscription} --query state`,
  registration: ({ subscription }) =>
    `az provider register --namespace Microsoft.RecoveryServices --subscription ${subscription}`,
  network: ({ scope }) => `az resource show --ids ${scope} --query properties.publicNetworkAccess`,
  other: ({ client }) => `az role assignment list --assignee ${client} --all`,
  unsaid: ({ client }) => `az role assignment list --assignee ${client} --all`,
};

interface Line {
  readonly check: readonly [id: string, subject: string];
  readonly facts: Facts;
  readonly isAssigned: boolean;
}

function findingOf(right: Right, { check, facts, isAssigned: assigned }: Line): Finding {
  switch (right.kind) {
    case 'held':
      return finding(check, 'rightHeld', facts);
    case 'granted':
      return finding(check, 'rightGranted', facts);
    case 'missing':
      return finding(check, assigned ? 'actionMissing' : 'roleMissing', { ...facts, action: right.action });
    case 'blocked':
      return finding(check, 'rightBlocked', { ...facts, ...right, command: COMMANDS[right.by](facts) });
    case 'unread':
      return finding(check, 'rightUnread', { ...facts, says: right.says });
    case 'untold':
      return finding(check, 'rightUntold', { ...facts, says: right.says });
    case 'noSuchVault':
      return finding(['vaults', check[1]], 'vaultUnknown', facts);
  }
}
