import type { Ask } from '../conversations/ask';
import type { CommandTables } from '../conversations/repositories';
import type { WatchedJob } from '../monitor/track/watchedJob';
import { enqueueLastCard } from '../notify/enqueueCards';
import { enqueueForWatch } from '../notify/enqueueForWatch';
import { scopeKey, scopeKeysOf, type Watch, type WatchScope } from '../subscriptions/watch';
import { cardNotice, goAheadNotice, isOver } from './runningBackup';

/**
 * What a watch that has just begun missed of one backup: its go-ahead, where that was raised before. Else its snapshot is
 * read from now on. A transaction of its own, after the one that wrote the watch: whoever raises the go-ahead holds the
 * job, so either that finds the watch or this finds the go-ahead.
 */
export async function catchUpWatchOnJob(tables: CommandTables, key: string, watch: Watch): Promise<void> {
  const watched = await tables.watched.byKey(key);
  if (watched === null || isOver(watched)) return;
  if (!watched.awaitsSnapshot) await tables.watched.save({ ...watched, awaitsSnapshot: true });
  if (watched.job?.state === 'inProgress' && watched.raised.includes('snapshotDone'))
    await enqueueForWatch(tables, goAheadNotice(watched, watched.job), watch);
}

const OPEN_PAGE = 500;

/** The newest of those that a watch of many VMs holds. */
const BEGUN_MAX = 300;

/** The keys of known backups under a watch that have not ended and that its owner may see; the newest first. */
export async function openJobsInScope(
  { watched }: Pick<CommandTables, 'watched'>,
  scope: WatchScope,
  { grant }: Pick<Ask, 'grant'>,
): Promise<readonly string[]> {
  const open = scope.kind === 'vm' ? await watched.ofItem(scope.itemId, 0) : await allOpen(watched);
  return open
    .filter((one) => !isOver(one) && scopeKeysOf({ ...one, vault: one.ref.vault }).includes(scopeKey(scope)))
    .filter(({ vmName, ref }) => grant.may('viewer', { vm: { name: vmName }, ref }))
    .toSorted((a, b) => b.startedMs - a.startedMs)
    .slice(0, BEGUN_MAX)
    .map(({ key }) => key);
}

async function allOpen(watched: CommandTables['watched']): Promise<readonly WatchedJob[]> {
  const open: WatchedJob[] = [];
  for (let page = await watched.open('', OPEN_PAGE); page.length > 0;) {
    open.push(...page);
    page = page.length < OPEN_PAGE ? [] : await watched.open(page.at(-1)?.key ?? '', OPEN_PAGE);
  }
  return open;
}

/**
 * The live cards of this conversation's watches, drawn once more after a watch of it has ended: they promise what is
 * still true, and no more.
 */
export async function redrawWatchCards(tables: CommandTables, ask: Pick<Ask, 'to'>): Promise<void> {
  const jobSubscriptions = await tables.jobSubscriptions.ofConversation(ask.to);
  for (const { asker, jobKey: key } of jobSubscriptions) {
    const watched = asker === null ? await tables.watched.byKey(key) : null;
    if (watched?.job && !isOver(watched)) await enqueueLastCard(tables, cardNotice(watched, watched.job), ask.to);
  }
}
