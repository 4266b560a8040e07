import { sameId } from '../../services/backup/ids';
import type { ProtectedItem } from '../../services/backup/types';
import { AzureError, type Vaults } from '../../services/backup/vaults';
import { OperatorError } from '../../services/platform/errors';
import type { ChecklistOptions } from './options';

const NAMED_MAX = 10;

/** The one protected item that the options name. Throws OperatorError if there is none, or if there are several. */
export async function findItem(
  { vm, vault }: Pick<ChecklistOptions, 'vm' | 'vault'>,
  vaults: Pick<Vaults, 'inventory'>,
): Promise<ProtectedItem> {
  const { items, vaults: read, unread } = await inventoryOf(vaults);
  const isVm = ({ vm: { name, resourceGroup } }: ProtectedItem): boolean =>
    sameId(vm, name) || sameId(vm, `${resourceGroup}/${name}`);
  const isVault = ({ ref }: ProtectedItem): boolean =>
    vault === null || sameId(vault, ref.vault.name) || sameId(vault, `${ref.vault.resourceGroup}/${ref.vault.name}`);
  const found = items.filter((item) => isVm(item) && isVault(item));
  const [one, ...others] = found.length > 1 ? found.filter(({ softDeleted }) => !softDeleted) : found;
  if (one === undefined) {
    const lost = unread.length > 0 ? ` ${unread.length} of ${read.length} vaults could not be read.` : '';
    const where = vault === null ? `the ${read.length} vaults of the configuration` : `the vault ${vault}`;
    throw new OperatorError(`--vm: no protected VM ${vm} in ${where}.${lost}`);
  }
  if (others.length === 0) return one;
  const names = [one, ...others]
    .slice(0, NAMED_MAX)
    .map(
      (item) =>
        `--vm ${item.vm.resourceGroup}/${item.vm.name} --vault ${item.ref.vault.resourceGroup}/${item.ref.vault.name}`,
    );
  throw new OperatorError(`--vm: several protected VMs are called ${vm}; give one of:\n  ${names.join('\n  ')}`);
}

async function inventoryOf(
  vaults: Pick<Vaults, 'inventory'>,
): Promise<Awaited<ReturnType<Vaults['inventory']>>['value']> {
  try {
    return (await vaults.inventory()).value;
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    const says = error.says === '' ? '' : `: ${error.says}`;
    throw new OperatorError(`Azure could not be read (${error.message}${says}). npm run doctor finds out why.`);
  }
}
