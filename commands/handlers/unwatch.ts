import { type CommandOf, typedScope } from '../../protocol/command';
import { message } from '../../protocol/messageView';
import type { Ask } from '../../services/conversations/ask';
import { runningBackupOf } from '../../services/onDemand/runningBackup';
import { unsubscribeFromJob } from '../../services/onDemand/subscribeToJob';
import { redrawWatchCards } from '../../services/onDemand/watchCatchUp';
import { scopeKey, type Watch } from '../../services/subscriptions/watch';
import { auditedChange, recordWatches } from '../audited';
import { buttonFor } from '../button';
import { type CommandContext, type CommandOutcome, type Handler, outcome } from '../handler';
import { findJob } from '../lookup/job';
import { mayShowWatch } from '../lookup/watchAccess';
import { watchesMeant } from '../lookup/watchScope';
import { readJobView } from './job';

const OFFERS_MAX = 3;

/** Ends watches of this conversation that the person may see. Messages about a backup that somebody asked for go on. */
export const unwatch: Handler<'unwatch'> = async (command, context) => {
  const { scope } = command;
  const { ask, services } = context;
  if (scope && 'job' in scope) return endJobSubscription(command, scope.job, context);
  const mayEnd = mayShowWatch(ask, services);
  const { ended, left, hidden } = await services.store.transaction(async (tables) => {
    const { watches } = tables;
    const all = await watches.ofConversation(ask.to);
    const standing = all.filter(mayEnd);
    const meant = watchesMeant(scope, standing);
    for (const watch of meant) await watches.remove(ask.to, scopeKey(watch.scope));
    if (meant.length > 0) {
      await redrawWatchCards(tables, ask);
      await recordWatches(tables, { command, watches: meant }, context);
    }
    const rest = standing.filter((watch) => !meant.includes(watch));
    return { ended: meant, left: rest, hidden: all.length - standing.length };
  });
  if (ended.length === 0 && (left.length > 0 || hidden === 0)) return noSuchWatch(left, ask);
  const did = ended.length > 0 ? 'ended' : 'listed';
  const counts = { standing: left.length, ended: 0, hidden };
  return outcome({ kind: 'watches', did, watches: ended, ...counts, resting: [], at: services.clock.now() });
};

async function endJobSubscription(
  command: CommandOf<'unwatch'>,
  jobId: string,
  context: CommandContext,
): Promise<CommandOutcome> {
  const { ask, services } = context;
  const found = await findJob(jobId, ask, services);
  const running = runningBackupOf(found);
  if (running)
    await services.store.transaction(async (tables) => {
      await unsubscribeFromJob(tables, running, ask);
      await tables.audit.record(auditedChange({ kind: 'command', command, item: found.item }, 'changed', context));
    });
  return outcome(await readJobView(found, context));
}

function noSuchWatch(left: readonly Watch[], ask: Ask): CommandOutcome {
  const offers = left
    .slice(0, OFFERS_MAX)
    .map((watch) => buttonFor({ kind: 'unwatch', scope: typedScope(watch.scope) }, ask));
  return outcome(message(left.length === 0 ? 'nothingWatched' : 'notWatched', { offers }));
}
