import { scopeKey } from '../services/notify/promise';
import type { Run } from './ask';
import { message } from './failure';
import { pressOf } from './resolve';
import { typedScope, watchesMeant } from './watchScopes';

const OFFERS_MAX = 3;

/** Ends watches of this conversation, whoever asked for them. What a person asked for is told in any case. */
export const unwatch: Run<'unwatch'> = async ({ scope }, ask, services) => {
  const { ended, left } = await services.store.transaction(async ({ watches }) => {
    const standing = await watches.ofConversation(ask.to);
    const meant = watchesMeant(scope, standing);
    for (const watch of meant) await watches.remove(ask.to, scopeKey(watch.scope));
    return { ended: meant, left: standing.filter((watch) => !meant.includes(watch)) };
  });
  if (ended.length > 0) {
    const at = services.clock.now();
    const view = { kind: 'watches', did: 'ended', watches: ended, standing: left.length, ended: 0, at } as const;
    return { kind: 'view', view };
  }
  const offers = left
    .slice(0, OFFERS_MAX)
    .map((watch) => pressOf({ kind: 'unwatch', scope: typedScope(watch.scope) }, ask));
  return { kind: 'view', view: message(left.length === 0 ? 'nothingWatched' : 'notWatched', { offers }) };
};
