import type { Run } from './ask';
import { unreadFor } from './unread';

/** The protected VMs that the asker may see, from the shared inventory; soft-deleted ones are left out. */
export const vms: Run<'vms'> = async ({ text }, ask, services) => {
  const { value, at, problem } = await services.vaults.inventory();
  const wanted = text?.toLowerCase() ?? '';
  const rows = value.items
    .filter((item) => !item.softDeleted && ask.grant.may('viewer', item))
    .filter(({ vm, ref }) =>
      [vm.name, vm.resourceGroup, ref.vault.name].some((name) => name.toLowerCase().includes(wanted)),
    )
    .sort((a, b) => a.vm.name.localeCompare(b.vm.name) || a.vm.resourceGroup.localeCompare(b.vm.resourceGroup))
    .map((item) => ({ item, consistency: services.seen.of(item) }));
  return {
    kind: 'view',
    view: {
      kind: 'vms',
      text: text ?? null,
      rows,
      unread: unreadFor(ask, services),
      at,
      ...(problem && { problem }),
    },
  };
};
