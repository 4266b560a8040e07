import { type CallName, CALLS } from '../../services/azure/http/calls';
import { jsonOf } from '../../services/azure/http/errorText';
import { listOf, objectOf } from '../../services/azure/http/jsonFields';
import type { Sdk, SdkOptions } from '../../services/azure/http/sdk';
import { ITEM_FILTER } from '../../services/azure/inventory';
import { jobFilter } from '../../services/azure/jobList';
import { FABRIC, POLICY_FILTER, vmPathOf } from '../../services/azure/singleReads';
import { protectedItemOf } from '../../services/azure/translate/items';
import type { ProtectedItem, VaultRef } from '../../services/backup/types';
import type { AzureError, AzureRole, Barrier } from '../../services/backup/vaults';
import { HOUR_MS } from '../../services/platform/durations';
import { grants, type Permission, permissionsOf } from './permissions';
import { type Probed, type Prober, refusalIn } from './prober';

/** A call on a vault, by its role; the others are on no vault. */
export type VaultCall = Exclude<CallName, 'vaults' | 'subscriptions' | 'graph'>;

/** What is known of one permission. */
export type Right =
  /** The call was made. */
  | { readonly kind: 'held' }
  /** Azure lists the permission; the call was not made. */
  | { readonly kind: 'granted' }
  | { readonly kind: 'missing'; readonly action: string }
  /** Azure refuses for another reason than a role. */
  | { readonly kind: 'blocked'; readonly by: Barrier; readonly says: string }
  /** Azure did not answer as it should. */
  | { readonly kind: 'unread'; readonly says: string }
  /** The call cannot be tried, and Azure does not list the permissions. */
  | { readonly kind: 'untold'; readonly says: string }
  | { readonly kind: 'noSuchVault' };

/** What is known of each call; null for one that there is nothing to try on. */
export type Rights = Readonly<Record<VaultCall, Right | null>>;

const PERMISSIONS = 'providers/Microsoft.Authorization/permissions?api-version=2022-04-01';
/** Azure has no such operation: it says so to whoever may ask. */
const NO_OPERATION = '00000000-0000-0000-0000-000000000000';
const ROWS_MAX = 1_000;

export function vaultIdOf({ subscription, resourceGroup, name }: VaultRef): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.RecoveryServices/vaults/${name}`;
}

/**
 * Makes each reading call once on the vault, one of them a read of jobs. What would change something is looked up in
 * Azure's list of the caller's permissions. `mayAsk` names the roles whose identity has a token.
 */
export async function rightsOn(
  vault: VaultRef,
  {
    prober,
    now,
    mayAsk,
  }: { readonly prober: Prober; readonly now: Date; readonly mayAsk: (role: AzureRole) => boolean },
): Promise<Rights> {
  const nothing = { items: null, points: null, policies: null, jobs: null, operation: null, vm: null };
  const listed = async (role: AzureRole, name: VaultCall): Promise<Right | null> =>
    mayAsk(role) ? listedRight(await permissionsAt(vault, role, { prober, now }), name) : null;
  const changes = Promise.all([listed('trigger', 'trigger'), listed('canceller', 'cancel')]);
  const reads = mayAsk('reader') ? await readsOn(vault, { prober, now }) : nothing;
  const [trigger, cancel] = await changes;
  return { ...reads, trigger, cancel };
}

type Reads = Omit<Rights, 'trigger' | 'cancel'>;
interface Means {
  readonly prober: Prober;
  readonly now: Date;
}

async function readsOn(vault: VaultRef, means: Means): Promise<Reads> {
  const { subscription, name, resourceGroup } = vault;
  const read = async (
    call: VaultCall,
    send: (sdk: Sdk, options: SdkOptions) => PromiseLike<unknown>,
  ): Promise<Tried> => {
    const probed = await means.prober.send('reader', send);
    return { probed, right: rightOf(probed, call, means.now) };
  };
  const since = new Date(means.now.getTime() - HOUR_MS);
  const [items, policies, jobs, operation] = await Promise.all([
    read('items', (sdk, options) =>
      firstPage(
        sdk.backup(subscription).backupProtectedItems.list(name, resourceGroup, { ...options, filter: ITEM_FILTER }),
      ),
    ),
    read('policies', (sdk, options) =>
      firstPage(
        sdk.backup(subscription).backupPolicies.list(name, resourceGroup, { ...options, filter: POLICY_FILTER }),
      ),
    ),
    read('jobs', (sdk, options) =>
      firstPage(
        sdk
          .backup(subscription)
          .backupJobs.list(name, resourceGroup, { ...options, filter: jobFilter({ since, now: means.now }) }),
      ),
    ),
    read('operation', (sdk, options) =>
      sdk.backup(subscription).backupOperationStatuses.get(name, resourceGroup, NO_OPERATION, options),
    ),
  ]);
  const item = firstItem(items.probed, vault);
  const vm = item && vmPathOf(item.vm.id);
  const [points, tags] = await Promise.all([
    item
      ? read('points', (sdk, options) => {
          const { container, item: id } = item.ref;
          return firstPage(
            sdk.backup(subscription).recoveryPoints.list(name, resourceGroup, FABRIC, container, id, options),
          );
        })
      : permissionsAt(vault, 'reader', means).then((told) => ({ right: listedRight(told, 'points') })),
    vm ? read('vm', (sdk, options) => sdk.get(vm.path, options)) : null,
  ]);
  return {
    ...{ items: items.right, policies: policies.right, jobs: jobs.right, operation: operation.right },
    ...{ points: points.right, vm: tags?.right ?? null },
  };
}

interface Tried {
  readonly probed: Probed;
  readonly right: Right;
}

function firstPage(list: { byPage(): AsyncIterator<unknown> }): Promise<unknown> {
  return list.byPage().next();
}

/** The first VM that is still protected. */
function firstItem({ answer }: Probed, vault: VaultRef): ProtectedItem | null {
  const rows = listOf(objectOf(jsonOf(answer?.body ?? ''))['value'], ROWS_MAX);
  const items = rows.map((row) => protectedItemOf(row, vault)).filter((item) => item !== null);
  return items.find(({ softDeleted }) => !softDeleted) ?? null;
}

/** What an answer says of the permission that the call needs. */
export function rightOf(probed: Probed, call: CallName, now: Date): Right {
  const refusal = refusalIn(probed, { wanted: 'job', call }, now);
  if (refusal === null) return { kind: 'held' };
  const { problem, says } = refusal;
  if (problem.kind === 'notAllowed')
    return problem.by === 'role'
      ? { kind: 'missing', action: problem.action || CALLS[call].action }
      : { kind: 'blocked', by: problem.by, says: says || refusal.code || problem.by };
  // A VM that is gone may have taken its resource group along.
  if (problem.kind === 'notFound')
    return call !== 'vm' && ['vault', 'subscription'].includes(problem.what)
      ? { kind: 'noSuchVault' }
      : { kind: 'held' };
  // Azure looks at rights first: it refuses what was asked, and so it was allowed to ask.
  return problem.kind === 'refused' && call === 'operation'
    ? { kind: 'held' }
    : { kind: 'unread', says: wordsOf(refusal) };
}

function wordsOf({ problem, code, says }: AzureError): string {
  const status = problem.kind === 'unavailable' && problem.status > 0 ? `HTTP ${problem.status} ` : '';
  return `${status}${says || code || problem.kind}`;
}

type Told = { readonly permissions: readonly Permission[] } | { readonly says: string };

/** What Azure lists that the identity of `role` may do at the vault. */
async function permissionsAt(vault: VaultRef, role: AzureRole, { prober, now }: Means): Promise<Told> {
  const probed = await prober.send(role, (sdk, options) => sdk.get(`${vaultIdOf(vault)}/${PERMISSIONS}`, options));
  const refusal = refusalIn(probed, { wanted: 'vault', call: 'vaults' }, now);
  if (refusal) return { says: wordsOf(refusal) };
  return { permissions: permissionsOf(jsonOf(probed.answer?.body ?? '')) };
}

function listedRight(told: Told, call: VaultCall): Right {
  if ('says' in told) return { kind: 'untold', says: told.says };
  const { action } = CALLS[call];
  return grants(told.permissions, action) ? { kind: 'granted' } : { kind: 'missing', action };
}
