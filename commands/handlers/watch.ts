import { type CommandOf, vaultText } from '../../protocol/command';
import { message } from '../../protocol/messageView';
import type { WatchesView } from '../../protocol/watchViews';
import { sameVault, vaultsOf } from '../../services/backup/ids';
import { inactiveOf } from '../../services/backup/protection';
import type { VaultRef } from '../../services/backup/types';
import type { Unread } from '../../services/backup/vaults';
import { findItems, nearest } from '../../services/backup/vmNames';
import type { Ask } from '../../services/conversations/ask';
import { runningBackupOf } from '../../services/onDemand/runningBackup';
import { redrawWatchCards } from '../../services/onDemand/watchCatchUp';
import { UserError } from '../../services/platform/errors';
import { scopeKey, type Watch, type WatchScope } from '../../services/subscriptions/watch';
import { visibleItems } from '../../views/visibleItems';
import { recordChanges, recordWatches } from '../audited';
import { buttonFor } from '../button';
import { type CommandContext, type CommandOutcome, type Handler, outcome } from '../handler';
import { findJob } from '../lookup/job';
import { unreadFor, visibleUnreadVaults } from '../lookup/unread';
import { forVm } from '../lookup/vm';
import { vaultsNamed } from '../lookup/watchScope';
import { readJobView } from './job';

/** Maximum number of watches of one conversation. A watch of a vault, or of `all`, covers more. */
export const WATCHES_MAX = 100;
const OFFERS_MAX = 3;

/** Subscribes this conversation to backups that anybody starts. A watch of the same scope takes the new level. */
export const watch: Handler<'watch'> = async (command, context) => {
  const { scope } = command;
  if ('job' in scope) return subscribeToJob(command, scope.job, context);
  if ('all' in scope) return outcome(await startWatch({ kind: 'all' }, command, context));
  const { ask, services } = context;
  const items = await visibleItems(ask, services);
  // The asker may watch a vault that holds a VM they may see. An unread vault requires access to all its VMs.
  const vaults = [...vaultsOf(items), ...visibleUnreadVaults(ask, services)].filter(isFirst);
  if ('vault' in scope) return watchVault(scope.vault, { command, vaults }, context);
  const isVault = findItems(scope.vm, items).length === 0 && vaultsNamed(scope.vm, vaults).length > 0;
  if (isVault) return watchVault(scope.vm, { command, vaults }, context);
  return forVm(
    { typed: scope.vm, role: 'viewer', commandFor: (vm) => ({ ...command, scope: { vm } }) },
    context,
    async (item) => {
      const begun = await startWatch({ kind: 'vm', itemId: item.id, vmName: item.vm.name }, command, context);
      return outcome(inactiveOf(item) === null ? begun : { ...begun, inactive: item });
    },
  );
};

/**
 * Shows the backup's card. While the backup runs, the asker gets messages here: when its snapshot is done and how it
 * ends.
 */
async function subscribeToJob(
  command: CommandOf<'watch'>,
  jobId: string,
  context: CommandContext,
): Promise<CommandOutcome> {
  const { ask, services } = context;
  const found = await findJob(jobId, ask, services);
  const running = runningBackupOf(found);
  if (running) await recordChanges({ kind: 'command', command, items: [found.item] }, 'changed', context);
  const live = running && (await services.triggers.subscribe(running, ask));
  return outcome({ ...(await readJobView(found, context)), ...(live && { live }) });
}

async function watchVault(
  typed: string,
  { command, vaults }: { readonly command: CommandOf<'watch'>; readonly vaults: readonly VaultRef[] },
  context: CommandContext,
): Promise<CommandOutcome> {
  const { ask, services } = context;
  const [vault, ...more] = vaultsNamed(typed, vaults);
  if (vault !== undefined && more.length === 0)
    return outcome(await startWatch({ kind: 'vault', vault }, command, context));
  const called =
    vault === undefined
      ? nearest(typed, vaults.map(({ name }) => name), OFFERS_MAX) // prettier-ignore
      : [vault, ...more].slice(0, OFFERS_MAX).map(vaultText);
  const offers = called.map((name) => buttonFor({ ...command, scope: { vault: name } }, ask));
  const rest = { tone: 'warning', facts: { typed }, offers } as const;
  if (vault !== undefined) return outcome(message('severalVaults', rest));
  const unread = unreadSubscriptions(unreadFor(ask, services));
  return outcome(unread ? message('unknownVaultUnread', { ...rest, unread }) : message('unknownVault', rest));
}

/**
 * The bot knows the names of unread vaults, so the missing vault is none of them. It may be in an unread subscription.
 */
function unreadSubscriptions(unread: Unread | null): Unread | null {
  return unread && (unread.others || unread.subscriptions.length > 0) ? { ...unread, vaults: [] } : null;
}

function isFirst(vault: VaultRef, at: number, all: readonly VaultRef[]): boolean {
  return all.findIndex((other) => sameVault(other, vault)) === at;
}

async function startWatch(
  scope: WatchScope,
  command: CommandOf<'watch'>,
  context: CommandContext,
): Promise<WatchesView> {
  const { ask, services } = context;
  const { level = 'failures' } = command;
  const now = services.clock.now();
  const begun: Watch = { ...newWatchOf(ask, now), scope, level };
  const { fits, standing } = await services.store.transaction(async (tables) => {
    const { watches } = tables;
    const others = (await watches.ofConversation(ask.to)).filter((one) => scopeKey(one.scope) !== scopeKey(scope));
    if (others.length >= WATCHES_MAX) return { fits: false, standing: others.length };
    await watches.put(begun);
    // If the watch had a higher level before, its live cards must stop promising messages.
    if (level === 'failures') await redrawWatchCards(tables, ask);
    await recordWatches(tables, { command, watches: [begun] }, context);
    return { fits: true, standing: others.length + 1 };
  });
  if (!fits) throw new UserError('tooManyWatches', { limit: WATCHES_MAX });
  await services.triggers.catchUpWatch(begun, ask);
  return { kind: 'watches', did: 'began', watches: [begun], standing, ended: 0, hidden: 0, resting: [], at: now };
}

/** Fields of a new watch from its owner. It sends messages as long as the owner may see the VM. */
export function newWatchOf(ask: Ask, now: Date): Omit<Watch, 'scope' | 'level'> {
  const { to, thread, person, place, language, timeZone } = ask;
  return { to, thread, owner: { person, place }, language, timeZone, createdMs: now.getTime() };
}
