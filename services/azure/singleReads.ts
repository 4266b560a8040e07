import type { Job, Policy, ProtectedItem, RecoveryPoint, VaultRef } from '../backup/types';
import { AzureError, type VmTags } from '../backup/vaults';
import type { CallBase } from './discovery';
import { getJson, readPages } from './http/arm';
import type { ArmExchange } from './http/armExchange';
import { invalidAnswer } from './http/explainError';
import { objectOf, textOf } from './http/jsonFields';
import { recoveryPointOf } from './translate/items';
import { jobOf, workloadOf } from './translate/job';
import { policyOf } from './translate/policy';

/** The fabric of all Azure VMs. */
export const FABRIC = 'Azure';

const JOB_ID = /^[\w-]{1,100}$/;
export const POLICY_FILTER = "backupManagementType eq 'AzureIaasVM'";

/**
 * One job with its tasks; [] if Azure shows none. An id of another shape than Azure's is `notFound` without a request.
 */
export async function readJob(
  arm: ArmExchange,
  base: CallBase,
  { vault, id }: { vault: VaultRef; id: string },
): Promise<Job> {
  if (!JOB_ID.test(id)) throw new AzureError({ kind: 'notFound', what: 'job' });
  const call = { ...base, subscription: vault.subscription, action: 'jobs', resource: 'job' } as const;
  const { json, answer } = await getJson(arm, call, (sdk, options) =>
    sdk.backup(vault.subscription).jobDetails.get(vault.name, vault.resourceGroup, id, options),
  );
  if (Object.keys(objectOf(objectOf(json)['properties'])).length === 0) throw invalidAnswer(answer, 'UnreadableBody');
  const job = jobOf(json, vault, id);
  if (job) return { ...job, tasks: job.tasks ?? [] };
  throw new AzureError({ kind: 'notOfVm', workload: workloadOf(json) }, { requestId: answer.requestId });
}

/** All pages, newest first. */
export async function readRecoveryPoints(
  arm: ArmExchange,
  base: CallBase,
  { ref }: ProtectedItem,
): Promise<readonly RecoveryPoint[]> {
  const { vault, container, item } = ref;
  const call = { ...base, subscription: vault.subscription, action: 'points', resource: 'item' } as const;
  const rows = await readPages(arm, call, (sdk, options) =>
    sdk
      .backup(vault.subscription)
      .recoveryPoints.list(vault.name, vault.resourceGroup, FABRIC, container, item, options),
  );
  const points = rows.map(recoveryPointOf).filter((point) => point !== null);
  // Unreadable rows must not look like "no recovery point yet".
  if (points.length === 0 && rows.length > 0) {
    throw new AzureError({ kind: 'unavailable', status: 200 }, { code: 'UnreadableBody' });
  }
  return points.sort((a, b) => b.at.getTime() - a.at.getTime());
}

const VM_ID =
  /^\/subscriptions\/([\w-]+)\/resourceGroups\/([^/]{1,90})\/providers\/Microsoft\.Compute\/virtualMachines\/([^/]{1,80})$/i;
const COMPUTE_API_VERSION = '2024-07-01';
/** Azure's limit of tags on a resource. */
const TAGS_MAX = 50;

/** {} without a request if the item names no VM of Azure Resource Manager. */
export async function readVmTags(arm: ArmExchange, base: CallBase, { vm }: ProtectedItem): Promise<VmTags> {
  const found = vmPathOf(vm.id);
  if (!found) return {};
  const { subscription, path } = found;
  const call = { ...base, subscription, action: 'vm', resource: 'item' } as const;
  const { json } = await getJson(arm, call, (sdk, options) => sdk.get(path, options));
  const tags = Object.entries(objectOf(objectOf(json)['tags'])).slice(0, TAGS_MAX);
  return Object.fromEntries(tags.map(([tag, value]) => [tag, textOf(value)]));
}

/** Where a VM is read; null if the id names no VM of Azure Resource Manager. */
export function vmPathOf(id: string): { readonly subscription: string; readonly path: string } | null {
  const [, subscription, group, name] = VM_ID.exec(id) ?? [];
  if (subscription === undefined || group === undefined || name === undefined) return null;
  const path = `/subscriptions/${subscription}/resourceGroups/${encodeURIComponent(group)}/providers/Microsoft.Compute/virtualMachines/${encodeURIComponent(name)}?api-version=${COMPUTE_API_VERSION}`;
  return { subscription, path };
}

/** The VM policies of a vault; [] if it has no such list. */
export async function readPolicies(arm: ArmExchange, base: CallBase, vault: VaultRef): Promise<readonly Policy[]> {
  const call = { ...base, subscription: vault.subscription, action: 'policies', resource: 'policy' } as const;
  try {
    const rows = await readPages(arm, call, (sdk, options) =>
      sdk
        .backup(vault.subscription)
        .backupPolicies.list(vault.name, vault.resourceGroup, { ...options, filter: POLICY_FILTER }),
    );
    return rows.map(policyOf).filter((policy) => policy !== null);
  } catch (error) {
    if (error instanceof AzureError && error.problem.kind === 'notFound') return [];
    throw error;
  }
}
