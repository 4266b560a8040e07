import { message } from '../../protocol/messageView';
import type { Ask } from '../../services/conversations/ask';
import { runningBackupOf } from '../../services/onDemand/runningBackup';
import { unsubscribeFromJob } from '../../services/onDemand/subscribeToJob';
import { redrawWatchCards } from '../../services/onDemand/watchCatchUp';
import { scopeKey, type Watch } from '../../services/subscriptions/watch';
import type { Services } from '../../views/services';
import { buttonFor } from '../button';
import type { CommandOutcome, Handler } from '../handler';
import { findJob } from '../lookup/job';
import { mayShowWatch } from '../lookup/watchAccess';
import { typedScope, watchesMeant } from '../lookup/watchScope';
import { readJobView } from './job';

const OFFERS_MAX = 3;

/** Ends watches of this conversation that the person may see. Messages about a backup that somebody asked for go on. */
export const unwatch: Handler<'unwatch'> = async ({ scope }, ask, services) => {
  if (scope && 'job' in scope) return endJobSubscription(scope.job, ask, services);
  const mayEnd = mayShowWatch(ask, services);
  const { ended, left, hidden } = await services.store.transaction(async (tables) => {
    const { watches } = tables;
    const all = await watches.ofConversation(ask.to);
    const standing = all.filter(mayEnd);
    const meant = watchesMeant(scope, standing);
    for (const watch of meant) await watches.remove(ask.to, scopeKey(watch.scope));
    if (meant.length > 0) await redrawWatchCards(tables, ask);
    const rest = standing.filter((watch) => !meant.includes(watch));
    return { ended: meant, left: rest, hidden: all.length - standing.length };
  });
  if (ended.length === 0 && (left.length > 0 || hidden === 0)) return noSuchWatch(left, ask);
  const did = ended.length > 0 ? 'ended' : 'listed';
  const counts = { standing: left.length, ended: 0, hidden };
  const view = { kind: 'watches', did, watches: ended, ...counts, resting: [], at: services.clock.now() } as const;
  return { kind: 'view', view };
};

async function endJobSubscription(jobId: string, ask: Ask, services: Services): Promise<CommandOutcome> {
  const found = await findJob(jobId, ask, services);
  const running = runningBackupOf(found);
  if (running) await services.store.transaction((tables) => unsubscribeFromJob(tables, running, ask));
  return { kind: 'view', view: await readJobView(found, ask, services) };
}

function noSuchWatch(left: readonly Watch[], ask: Ask): CommandOutcome {
  const offers = left
    .slice(0, OFFERS_MAX)
    .map((watch) => buttonFor({ kind: 'unwatch', scope: typedScope(watch.scope) }, ask));
  return { kind: 'view', view: message(left.length === 0 ? 'nothingWatched' : 'notWatched', { offers }) };
}
