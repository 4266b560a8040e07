import { itemIdOf, type JobKey } from '../backup/ids';
import type { Ask } from '../conversations/ask';
import type { CommandTables } from '../conversations/repositories';
import type { WatchedJob } from '../monitor/track/watchedJob';
import { enqueueLastCard } from '../notify/enqueue/enqueueCards';
import { enqueueForWatch } from '../notify/enqueue/enqueueForWatch';
import { scopeKey, scopeKeysOf, type Watch, type WatchScope } from '../subscriptions/watch';
import { cardNotice, goAheadNotice, hasSeenEnd } from './runningBackup';

/**
 * Sends a new watch the go-ahead of one backup if it was raised before. Otherwise the monitor reads its snapshot from
 * now on. Run it in a transaction after the one that wrote the watch. The monitor locks the job when it raises the
 * go-ahead. So either the monitor finds the watch, or this function finds the go-ahead.
 */
export async function catchUpWatchOnJob(tables: CommandTables, key: JobKey, watch: Watch): Promise<void> {
  const watched = await tables.watched.byKey(key);
  if (watched === null || hasSeenEnd(watched)) return;
  if (!watched.awaitsSnapshot) await tables.watched.save({ ...watched, awaitsSnapshot: true });
  if (watched.job?.state === 'inProgress' && watched.raised.includes('snapshotDone'))
    await enqueueForWatch(tables, goAheadNotice(watched, watched.job), watch);
}

const OPEN_PAGE = 500;
/** For how many of the newest backups in its scope a new watch catches up. */
const CATCH_UP_MAX = 300;

/** The keys of running backups in a watch's scope that its owner may see, newest first. */
export async function openJobsInScope(
  { watched }: Pick<CommandTables, 'watched'>,
  scope: WatchScope,
  { grant }: Pick<Ask, 'grant'>,
): Promise<readonly JobKey[]> {
  const open = scope.kind === 'vm' ? await watched.ofItem(itemIdOf(scope.itemId), 0) : await allOpen(watched);
  return open
    .filter((one) => !hasSeenEnd(one) && scopeKeysOf({ ...one, vault: one.ref.vault }).includes(scopeKey(scope)))
    .filter(({ vmName, ref }) => grant.may('viewer', { vm: { name: vmName }, ref }))
    .toSorted((a, b) => b.startedMs - a.startedMs)
    .slice(0, CATCH_UP_MAX)
    .map(({ key }) => key);
}

async function allOpen(watched: CommandTables['watched']): Promise<readonly WatchedJob[]> {
  const open: WatchedJob[] = [];
  for (let page = await watched.open(null, OPEN_PAGE); page.length > 0;) {
    open.push(...page);
    page = page.length < OPEN_PAGE ? [] : await watched.open(page.at(-1)?.key ?? null, OPEN_PAGE);
  }
  return open;
}

/** Updates the live cards of the conversation's watches after one has ended: they must promise no more messages. */
export async function redrawWatchCards(tables: CommandTables, ask: Pick<Ask, 'to'>): Promise<void> {
  const jobSubscriptions = await tables.jobSubscriptions.ofConversation(ask.to);
  for (const { asker, jobKey: key } of jobSubscriptions) {
    const watched = asker === null ? await tables.watched.byKey(key) : null;
    if (watched?.job && !hasSeenEnd(watched)) await enqueueLastCard(tables, cardNotice(watched, watched.job), ask.to);
  }
}
