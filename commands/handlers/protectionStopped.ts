import type { MessageView } from '../../protocol/messageView';
import { message } from '../../protocol/messageView';
import { indexOf } from '../../services/backup/itemIndex';
import { inactiveOf } from '../../services/backup/protection';
import type { ProtectedItem } from '../../services/backup/types';
import { FRESH_MS } from '../../services/backup/verdict';
import type { Ask } from '../../services/conversations/ask';
import { attempt, isRead } from '../../views/attempt';
import type { Services } from '../../views/services';
import { pressOf } from '../lookup/vm';
import { namesakesOf } from '../lookup/vmJobs';

/**
 * Why no backup of the item can be asked for, said before Azure is asked; null where one can. Where an item seems
 * stopped, the inventory is read anew, since the known one may be five minutes old. Where the VM is backed up as
 * another item, that one is offered.
 */
export async function refusedByState(
  item: ProtectedItem,
  { ask, services }: { ask: Ask; services: Services },
): Promise<MessageView | null> {
  if (inactiveOf(item) === null) return null;
  const read = await attempt(services.vaults.inventory({ maxAgeMs: FRESH_MS }));
  const why = inactiveOf((isRead(read) ? indexOf(read.value.items).byId(item.id) : null) ?? item);
  if (why === null) return null;
  const others = (await namesakesOf(item, { ask, services })).filter((other) => ask.grant.may('operator', other));
  const offers = others.slice(0, OFFERS_MAX).map(({ id, vm, ref }) => ({
    ...pressOf({ kind: 'backupNow', vms: [id] }, ask),
    say: `${pressOf({ kind: 'backupNow', vms: [vm.name] }, ask).say} · ${ref.vault.name}`,
  }));
  return message(why, { tone: 'warning', facts: { vm: item.vm.name, vault: item.ref.vault.name }, offers });
}

const OFFERS_MAX = 3;
