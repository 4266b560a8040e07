import type { TypedScope } from '../../../protocol/command';
import { vmOfItemId } from '../../../services/backup/itemId';
import type { WatchScope } from '../../../services/subscriptions/watch';
import type { Speaker, TextForm } from '../../text/speaker';

/** What a watch covers: `vm-01`, `vault vault-a` or `all backups`. */
export function scopeText(scope: WatchScope, speaker: Speaker, as: TextForm): string {
  if (scope.kind === 'all') return speaker[as]('watches.all');
  if (scope.kind === 'vm') return speaker[as]('name', { name: scope.vmName });
  return speaker[as]('watches.vault', { name: scope.vault.name });
}

/** The shortest name of a scope: an item id of 400 characters would leave room for few rows. */
export function buttonScope(scope: WatchScope): TypedScope {
  if (scope.kind === 'all') return { all: true };
  if (scope.kind === 'vault') {
    const { subscription, resourceGroup, name } = scope.vault;
    return { vault: `${subscription}/${resourceGroup}/${name}` };
  }
  const vm = vmOfItemId(scope.itemId);
  return { vm: vm === null ? scope.itemId : `${vm.resourceGroup}/${vm.name}` };
}
