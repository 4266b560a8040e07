import { message } from '../../protocol/messageView';
import { runningSubscriptions } from '../../services/onDemand/runningSubscriptions';
import { scopeKey, type Watch } from '../../services/subscriptions/watch';
import { recordWatches } from '../audited';
import { type Handler, outcome } from '../handler';
import { maySeeScope, mayShowWatch, restingScopeKeys } from '../lookup/watchAccess';
import { newWatchOf, WATCHES_MAX } from './watch';

/**
 * Lists this conversation's watches, and running backups that somebody subscribed to here, if the asker may see them.
 * `restore` brings back watches that ended with the bot's removal; the asker becomes their owner.
 */
export const watches: Handler<'watches'> = async (command, context) => {
  const { restore } = command;
  const { ask, services } = context;
  const at = services.clock.now();
  const mayBeShown = mayShowWatch(ask, services);
  const sees = maySeeScope(ask.grant, services);
  const { restored, standing, ended, hidden, running } = await services.store.transaction(async (tables) => {
    const before = await tables.watches.ofConversation(ask.to);
    const gone = (await tables.watches.endedOf(ask.to)).filter(({ scope }) => sees(scope));
    const shown = before.filter(mayBeShown);
    const back = gone
      .slice(0, restore ? Math.max(0, WATCHES_MAX - before.length) : 0)
      .map((watch) => ({ ...watch, ...newWatchOf(ask, at) }));
    for (const watch of back) await tables.watches.put(watch);
    await recordWatches(tables, { command, watches: back }, context);
    const counts = { ended: gone.length - back.length, hidden: before.length - shown.length };
    return {
      restored: back,
      standing: [...shown, ...back],
      ...counts,
      running: await runningSubscriptions(tables, ask),
    };
  });
  for (const watch of restored) await services.triggers.catchUpWatch(watch, ask);
  if (restore && restored.length === 0)
    return outcome(message(ended > 0 ? 'tooManyWatches' : 'nothingEnded', { facts: { limit: WATCHES_MAX } }));
  const resting = restingScopeKeys(standing, services);
  const shown = { kind: 'watches', standing: standing.length, ended, hidden, resting, at } as const;
  return outcome(
    restore
      ? { ...shown, did: 'restored', watches: restored }
      : { ...shown, did: 'listed', watches: inOrder(standing), running },
  );
};

/** Sorts `all` first, then vaults, then VMs, each kind by name. */
function inOrder(watches: readonly Watch[]): readonly Watch[] {
  const rank = { all: 0, vault: 1, vm: 2 } as const;
  return watches.toSorted(
    (a, b) => rank[a.scope.kind] - rank[b.scope.kind] || (scopeKey(a.scope) < scopeKey(b.scope) ? -1 : 1),
  );
}
