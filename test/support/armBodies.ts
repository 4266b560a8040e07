import type { ProtectedItem } from '../../services/backup/types';
import type { StubAnswer } from './armStub';
import { anItem, vaultId } from './samples';

/** Bodies as Azure writes them, by hand from docs/azure.md. */

export function itemRow({ id, ref, vm }: ProtectedItem = anItem()): object {
  const properties = {
    friendlyName: vm.name,
    virtualMachineId: vm.id,
    protectedItemType: 'Microsoft.Compute/virtualMachines',
    protectionState: 'Protected',
    policyId: `${vaultId(ref.vault)}/backupPolicies/DefaultPolicy`,
  };
  return { id, name: ref.item, properties };
}

export function jobRow(id: string, now: Date, { minutesAgo = 0, status = 'InProgress', vm = 'vm-01' } = {}): object {
  const startTime = new Date(now.getTime() - minutesAgo * 60_000).toISOString();
  const fixed = { jobType: 'AzureIaaSVMJob', backupManagementType: 'AzureIaasVM', operation: 'Backup' };
  const containerName = `iaasvmcontainerv2;rg-prod;${vm}`;
  return { name: id, properties: { ...fixed, entityFriendlyName: vm, containerName, status, startTime } };
}

export const list = (...value: readonly object[]): StubAnswer => ({ body: { value } });
