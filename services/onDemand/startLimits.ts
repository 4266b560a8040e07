import type { AuditedEntry, AuditEntry } from '../access/audit';
import { isSamePerson, type TriggerLimits } from '../access/roles';
import { sameVault } from '../backup/ids';
import { vaultOfItemId } from '../backup/itemId';
import type { ProtectedItem } from '../backup/types';
import type { CommandTables } from '../conversations/repositories';
import { DAY_MS, HOUR_MS } from '../platform/durations';
import { UserError } from '../platform/errors';

/** More attempts in a day than any limit allows; further ones are not counted. */
const ENTRIES_MAX = 20_000;

const NOT_STARTED: readonly string[] = ['refused', 'declined', 'azureRefused'];

/** Whether the attempt started a backup, or may have: its outcome is not known. */
export function mayHaveStarted({ outcome }: Pick<AuditedEntry, 'outcome'>): boolean {
  return outcome === null || !NOT_STARTED.includes(outcome.result);
}

/**
 * Throws UserError if the attempt to back up `item` is one more than the limits allow. Called in the transaction that
 * has just written the attempt to the audit log, which is counted too: two replicas cannot both be the last.
 */
export async function checkStartLimits(
  { audit }: Pick<CommandTables, 'audit'>,
  { by, at, item }: Pick<AuditEntry, 'by' | 'at'> & { readonly item: ProtectedItem },
  { perPersonAndHour, perVaultAndDay }: TriggerLimits,
): Promise<void> {
  if (perPersonAndHour === Infinity && perVaultAndDay === Infinity) return;
  const entries = await audit.find({ item: null, since: at - DAY_MS, limit: ENTRIES_MAX, kind: 'trigger' });
  const started = entries.filter(mayHaveStarted);
  const own = started.filter(
    (entry) => entry.at > at - HOUR_MS && by !== null && entry.by !== null && isSamePerson(entry.by, by),
  );
  if (own.length > perPersonAndHour)
    throw new UserError('triggersPerPerson', { vm: item.vm.name, limit: perPersonAndHour });
  const inVault = started.filter(({ vm }) => {
    const vault = vm && vaultOfItemId(vm.itemId);
    return vault !== null && sameVault(vault, item.ref.vault);
  });
  if (inVault.length > perVaultAndDay)
    throw new UserError('triggersPerVault', { vm: item.vm.name, limit: perVaultAndDay });
}
