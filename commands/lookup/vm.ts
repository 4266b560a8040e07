import type { Command } from '../../protocol/command';
import { message, type MessageView } from '../../protocol/messageView';
import { includesRole, type Role } from '../../services/access/roles';
import { inactiveOf } from '../../services/backup/protection';
import type { Job, ProtectedItem } from '../../services/backup/types';
import { findItems, nearest } from '../../services/backup/vmNames';
import type { Ask } from '../../services/conversations/ask';
import { SECOND_MS } from '../../services/platform/durations';
import { UserError } from '../../services/platform/errors';
import type { Services } from '../../views/services';
import { visibleItems } from '../../views/visibleItems';
import { recordRefusal, refusing } from '../audited';
import { buttonFor } from '../button';
import { type CommandContext, type CommandOutcome, outcome } from '../handler';
import { administersVault, unreadFor } from './unread';

/** Maximum age of the inventory that is searched when the cached one lacks a name, because the VM may be new. */
const MISS_MAX_AGE_MS = 30 * SECOND_MS;
const OFFERS_MAX = 3;

/** The VM that a command names. */
interface VmRequest {
  readonly typed: string;
  /** Role that the person must hold over the VM. */
  readonly role: Role;
  /** The same command for another VM, for the list of choices and for "did you mean". */
  readonly commandFor: (vm: string) => Command;
}

/**
 * Finds the typed VM among those that the asker may see, and runs `then` with it. If none matches, the answer offers
 * the nearest names; if several match, it asks which. If only one of them is backed up, that one is taken: a VM that
 * moved to another vault leaves a stopped item behind. Rejects with UserError `notPermitted` if the asker lacks the
 * role.
 */
export async function forVm(
  wanted: VmRequest,
  { ask, services }: CommandContext,
  then: (item: ProtectedItem) => Promise<CommandOutcome>,
): Promise<CommandOutcome> {
  const { typed, role, commandFor: again } = wanted;
  const found = await find(typed, ask, services);
  const active = found.filter((item) => inactiveOf(item) === null);
  const [only, ...more] = active.length === 1 ? active : found;
  if (only === undefined) {
    const hidden = findItems(typed, services.vaults.known()?.value.items ?? [])[0];
    if (hidden) await recordRefusal({ command: again(hidden.vm.name), item: hidden, why: 'hidden' }, { ask, services });
    return outcome(await unknownVm(wanted, ask, services));
  }
  if (more.length > 0) {
    const candidates = [...active, ...found.filter((item) => !active.includes(item))];
    const unread = unreadFor(ask, services, typed);
    return { kind: 'choose', typed, candidates, pick: (item) => again(item.id), ...(unread && { unread }) };
  }
  requireRole(role, only, ask);
  return then(only);
}

/** Throws UserError `notPermitted` unless the asker holds `role` over the VM now. */
export function requireRole(role: Role, item: ProtectedItem, { grant }: Ask): void {
  if (!grant.may(role, item)) throw refusing(new UserError('notPermitted', { role, vm: item.vm.name }), item);
}

/**
 * Throws UserError unless the asker may change the job. A null `item` means that the VM is gone; then only an admin of
 * every VM of the vault may.
 */
export function requireOperator(
  item: ProtectedItem | null,
  { vault, vmName }: Pick<Job, 'vault' | 'vmName'>,
  ask: Ask,
): void {
  if (item) requireRole('operator', item, ask);
  else if (!administersVault(vault, ask)) throw new UserError('notPermitted', { role: 'operator', vm: vmName });
}

/** Throws UserError unless the asker holds `role` over some VM. */
export function requireSomeVm(role: Role, { grant }: Ask): void {
  if (grant.role === null) throw new UserError('noAccess');
  if (!includesRole(grant.role, role)) throw new UserError('notPermitted', { role, vm: '' });
}

async function find(typed: string, ask: Ask, services: Services): Promise<readonly ProtectedItem[]> {
  const found = findItems(typed, await visibleItems(ask, services));
  return found.length > 0 ? found : findItems(typed, await visibleItems(ask, services, MISS_MAX_AGE_MS));
}

async function unknownVm({ typed, commandFor: again }: VmRequest, ask: Ask, services: Services): Promise<MessageView> {
  const isBackup = again(typed).kind === 'backupNow';
  const offered = (item: ProtectedItem): boolean => !isBackup || inactiveOf(item) === null;
  const names = (await visibleItems(ask, services)).filter(offered).map((item) => item.vm.name);
  const near = nearest(typed, names, OFFERS_MAX).map((name) => again(name));
  const offers = (near.length > 0 ? near : [{ kind: 'vms' as const }]).map((offer) => buttonFor(offer, ask));
  const unread = unreadFor(ask, services, typed);
  const rest = { tone: 'warning', facts: { typed }, offers } as const;
  return unread ? message('unknownVmUnread', { ...rest, unread }) : message('unknownVm', rest);
}
