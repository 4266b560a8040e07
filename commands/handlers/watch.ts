import type { CommandOf } from '../../protocol/command';
import { message } from '../../protocol/messageView';
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
import { buttonFor } from '../button';
import type { CommandContext, CommandOutcome, Handler } from '../handler';
import { findJob } from '../lookup/job';
import { unreadFor, visibleUnreadVaults } from '../lookup/unread';
import { forVm } from '../lookup/vm';
import { vaultsNamed } from '../lookup/watchScope';
import { readJobView } from './job';

/** Watches of one conversation. Who needs more can watch a vault, or `all`. */
export const WATCHES_MAX = 100;
const OFFERS_MAX = 3;

/** Subscribes this conversation to backups that anybody starts. A watch of the same scope takes the new level. */
export const watch: Handler<'watch'> = async (command, ask, services) => {
  const { scope } = command;
  if ('job' in scope) return subscribeToJob(scope.job, { ask, services });
  if ('all' in scope) return startWatch({ kind: 'all' }, command, { ask, services });
  if ('vault' in scope) return watchVault(scope.vault, command, { ask, services });
  const items = await visibleItems(ask, services);
  const vaults = [...vaultsOf(items), ...visibleUnreadVaults(ask, services)];
  const isVault = findItems(scope.vm, items).length === 0 && vaultsNamed(scope.vm, vaults).length > 0;
  if (isVault) return watchVault(scope.vm, command, { ask, services });
  return forVm(
    { typed: scope.vm, role: 'viewer', commandFor: (vm) => ({ ...command, scope: { vm } }) },
    { ask, services },
    async (item) => {
      const begun = await startWatch({ kind: 'vm', itemId: item.id, vmName: item.vm.name }, command, { ask, services });
      if (inactiveOf(item) === null || begun.kind !== 'view' || begun.view.kind !== 'watches') return begun;
      return { kind: 'view', view: { ...begun.view, inactive: item } };
    },
  );
};

/** Shows the backup's card. While it runs, the asker gets messages here when its snapshot is done and how it ends. */
async function subscribeToJob(jobId: string, { ask, services }: CommandContext): Promise<CommandOutcome> {
  const found = await findJob(jobId, ask, services);
  const running = runningBackupOf(found);
  const live = running && (await services.triggers.subscribe(running, ask));
  return { kind: 'view', view: { ...(await readJobView(found, ask, services)), ...(live && { live }) } };
}

/** The asker may watch a vault if they may see a VM in it, or, where it could not be read, every VM in it. */
async function watchVault(
  typed: string,
  command: CommandOf<'watch'>,
  { ask, services }: CommandContext,
): Promise<CommandOutcome> {
  const vaults = [...vaultsOf(await visibleItems(ask, services)), ...visibleUnreadVaults(ask, services)].filter(
    isFirst,
  );
  const [vault, ...more] = vaultsNamed(typed, vaults);
  if (vault !== undefined && more.length === 0) return startWatch({ kind: 'vault', vault }, command, { ask, services });
  const called =
    vault === undefined
      ? nearest(typed, vaults.map(({ name }) => name), OFFERS_MAX) // prettier-ignore
      : [vault, ...more]
          .slice(0, OFFERS_MAX)
          .map(({ subscription, resourceGroup, name }) => `${subscription}/${resourceGroup}/${name}`);
  const offers = called.map((name) => buttonFor({ ...command, scope: { vault: name } }, ask));
  const rest = { tone: 'warning', facts: { typed }, offers } as const;
  if (vault !== undefined) return { kind: 'view', view: message('severalVaults', rest) };
  const unread = unreadSubscriptions(unreadFor(ask, services));
  return {
    kind: 'view',
    view: unread ? message('unknownVaultUnread', { ...rest, unread }) : message('unknownVault', rest),
  };
}

/** Unread vaults are known by name, so none of them is the missing one. It may be in an unread subscription. */
function unreadSubscriptions(unread: Unread | null): Unread | null {
  return unread && (unread.others || unread.subscriptions.length > 0) ? { ...unread, vaults: [] } : null;
}

function isFirst(vault: VaultRef, at: number, all: readonly VaultRef[]): boolean {
  return all.findIndex((other) => sameVault(other, vault)) === at;
}

async function startWatch(
  scope: WatchScope,
  { level = 'failures' }: Pick<CommandOf<'watch'>, 'level'>,
  { ask, services }: CommandContext,
): Promise<CommandOutcome> {
  const now = services.clock.now();
  const begun: Watch = { ...newWatchOf(ask, now), scope, level };
  const { fits, standing } = await services.store.transaction(async (tables) => {
    const { watches } = tables;
    const others = (await watches.ofConversation(ask.to)).filter((one) => scopeKey(one.scope) !== scopeKey(scope));
    if (others.length >= WATCHES_MAX) return { fits: false, standing: others.length };
    await watches.put(begun);
    // The watch may have had a higher level before: its live cards no longer promise messages.
    if (level === 'failures') await redrawWatchCards(tables, ask);
    return { fits: true, standing: others.length + 1 };
  });
  if (!fits) throw new UserError('tooManyWatches', { limit: WATCHES_MAX });
  await services.triggers.catchUpWatch(begun, ask);
  return {
    kind: 'view',
    view: { kind: 'watches', did: 'began', watches: [begun], standing, ended: 0, hidden: 0, resting: [], at: now },
  };
}

/** Fields of a new watch that come from its owner: it sends messages while that person may see the VM. */
export function newWatchOf(ask: Ask, now: Date): Omit<Watch, 'scope' | 'level'> {
  const { to, thread, person, place, language, timeZone } = ask;
  return { to, thread, owner: { person, place }, language, timeZone, createdMs: now.getTime() };
}
