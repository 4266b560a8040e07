import type { Command } from '../../protocol/command';
import type { CommandButton } from '../../protocol/messageView';
import { message } from '../../protocol/messageView';
import { holds, type Role } from '../../services/access/roles';
import { inactiveOf } from '../../services/backup/protection';
import type { ProtectedItem } from '../../services/backup/types';
import { findItems, nearest } from '../../services/backup/vmNames';
import type { Ask } from '../../services/conversations/ask';
import { UserError } from '../../services/platform/errors';
import type { Services } from '../../views/services';
import { visibleItems } from '../../views/visibleItems';
import { type Attempt, audited } from '../audited';
import type { Outcome } from '../context';
import { usageOf } from '../usage';
import { WORDS } from '../words';
import { unreadFor } from './unread';

/** A name that is in no inventory is looked for once more in one of at most this age: the VM may be new. */
const MISS_MAX_AGE_MS = 30_000;
const OFFERS_MAX = 3;

export interface Wanted {
  readonly typed: string;
  /** What the person must hold over the VM. */
  readonly role: Role;
  /** The command that is meant when it is this one: for the pick list and for "did you mean". */
  readonly again: (vm: string) => Command;
}

/**
 * Finds the VM that was typed among those that the asker may see and hands it to `then`. Several: a pick list. Of
 * several the only one that is backed up is meant: a VM that moved leaves a stopped item behind. None: the nearest
 * names as buttons; a VM that the asker may not see is not found. Rejects with UserError `notPermitted` where it may be
 * seen but not acted on.
 */
export async function withVm(
  wanted: Wanted,
  { ask, services }: { ask: Ask; services: Services },
  then: (item: ProtectedItem) => Promise<Outcome>,
): Promise<Outcome> {
  const { typed, role, again } = wanted;
  const found = await find(typed, ask, services);
  const active = found.filter((item) => inactiveOf(item) === null);
  const [only, ...more] = active.length === 1 ? active : found;
  if (only === undefined) return { kind: 'view', view: await unknownVm(wanted, ask, services) };
  if (more.length > 0) {
    const candidates = [...active, ...found.filter((item) => !active.includes(item))];
    const unread = unreadFor(ask, services, typed);
    return { kind: 'choose', typed, candidates, pick: (item) => again(item.id), ...(unread && { unread }) };
  }
  if (!ask.grant.may(role, only)) await refused({ command: again(only.vm.name), item: only }, { ask, services });
  requireRole(role, only, ask);
  return then(only);
}

/** An attempt that the rules do not allow; reads that they do not allow are not kept. */
async function refused(attempt: Attempt, context: { ask: Ask; services: Services }): Promise<void> {
  if (WORDS[attempt.command.kind].effect === 'reads') return;
  await audited(attempt, context, async () => ({
    value: null,
    outcome: { result: 'refused', jobId: null, code: null },
  }));
}

/** Rejects with UserError `notPermitted` unless the asker holds `role` over the VM at this moment. */
export function requireRole(role: Role, item: ProtectedItem, { grant }: Ask): void {
  if (!grant.may(role, item)) throw new UserError('notPermitted', { role, vm: item.vm.name });
}

/** Rejects with UserError unless the asker holds `role` over some VM. */
export function requireAnywhere(role: Role, { grant }: Ask): void {
  if (grant.role === null) throw new UserError('noAccess');
  if (!holds(grant.role, role)) throw new UserError('notPermitted', { role, vm: '' });
}

async function find(typed: string, ask: Ask, services: Services): Promise<readonly ProtectedItem[]> {
  const found = findItems(typed, await visibleItems(ask, services));
  return found.length > 0 ? found : findItems(typed, await visibleItems(ask, services, MISS_MAX_AGE_MS));
}

async function unknownVm({ typed, again }: Wanted, ask: Ask, services: Services): Promise<ReturnType<typeof message>> {
  const isBackup = again(typed).kind === 'backupNow';
  const offered = (item: ProtectedItem): boolean => !isBackup || inactiveOf(item) === null;
  const names = (await visibleItems(ask, services)).filter(offered).map((item) => item.vm.name);
  const near = nearest(typed, names, OFFERS_MAX).map((name) => again(name));
  const offers = (near.length > 0 ? near : [{ kind: 'vms' as const }]).map((offer) => pressOf(offer, ask));
  const unread = unreadFor(ask, services, typed);
  const rest = { tone: 'warning', facts: { typed }, offers } as const;
  return unread ? message('unknownVmUnread', { ...rest, unread }) : message('unknownVm', rest);
}

/** The button that runs `command`, titled as a person would type it. */
export function pressOf(command: Command, { language }: Pick<Ask, 'language'>): CommandButton {
  return { verb: command.kind, data: { command }, say: usageOf(command, language) };
}
