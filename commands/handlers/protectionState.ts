import { message, type MessageView } from '../../protocol/messageView';
import { indexOf } from '../../services/backup/itemIndex';
import { inactiveOf } from '../../services/backup/protection';
import type { ProtectedItem } from '../../services/backup/types';
import { FRESH_MS } from '../../services/backup/verdict';
import { attempt, isRead } from '../../views/attempt';
import { buttonFor } from '../button';
import type { CommandContext } from '../handler';
import { namesakesOf } from '../lookup/vmJobs';

const OFFERS_MAX = 3;

/**
 * Why the item's protection state allows no backup; null if it allows one. If the item seems stopped, a newer inventory
 * is read, because the known one may be five minutes old. If another item backs up the VM, the answer offers that item.
 */
export async function protectionRefusal(
  item: ProtectedItem,
  { ask, services }: CommandContext,
): Promise<MessageView | null> {
  if (inactiveOf(item) === null) return null;
  const read = await attempt(services.vaults.inventory({ maxAgeMs: FRESH_MS }));
  const why = inactiveOf((isRead(read) ? indexOf(read.value.items).byId(item.id) : null) ?? item);
  if (why === null) return null;
  const others = (await namesakesOf(item, { ask, services })).filter((other) => ask.grant.may('operator', other));
  const offers = others.slice(0, OFFERS_MAX).map(({ id, vm, ref }) => ({
    ...buttonFor({ kind: 'backupNow', vms: [id] }, ask),
    say: `${buttonFor({ kind: 'backupNow', vms: [vm.name] }, ask).say} · ${ref.vault.name}`,
  }));
  return message(why, { tone: 'warning', facts: { vm: item.vm.name, vault: item.ref.vault.name }, offers });
}
