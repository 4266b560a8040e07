import type { MessageView } from '../../protocol/messageView';
import { message } from '../../protocol/messageView';
import { inactiveOf } from '../../services/backup/protection';
import type { ProtectedItem } from '../../services/backup/types';
import type { Ask } from '../../services/conversations/ask';
import { attempt, isRead } from '../../views/attempt';
import type { Services } from '../../views/services';
import { buttonFor } from '../lookup/vm';
import { namesakesOf } from '../lookup/vmJobs';

/**
 * Why no backup of the item can be asked for, said before Azure is asked; null where one can. An item that seems stopped
 * is read anew: the list may be five minutes old. Where the VM is backed up as another item, that one is offered.
 */
export async function protectionRefusal(
  item: ProtectedItem,
  { ask, services }: { ask: Ask; services: Services },
): Promise<MessageView | null> {
  if (inactiveOf(item) === null) return null;
  const read = await attempt(services.vaults.item(item));
  const why = inactiveOf(isRead(read) ? read.value : item);
  if (why === null) return null;
  const others = (await namesakesOf(item, { ask, services })).filter((other) => ask.grant.may('operator', other));
  const offers = others.slice(0, OFFERS_MAX).map(({ id, vm, ref }) => ({
    ...buttonFor({ kind: 'backupNow', vms: [id] }, ask),
    say: `${buttonFor({ kind: 'backupNow', vms: [vm.name] }, ask).say} · ${ref.vault.name}`,
  }));
  return message(why, { tone: 'warning', facts: { vm: item.vm.name, vault: item.ref.vault.name }, offers });
}

const OFFERS_MAX = 3;
