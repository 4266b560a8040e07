import { randomUUID } from 'node:crypto';

import type { Access } from '../access/roles';
import { jobKey, type Notice } from '../backup/jobEvents';
import { operationOf } from '../backup/operations';
import { isActive, snapshotTask } from '../backup/phase';
import { type Job, type ProtectedItem, vaultKey } from '../backup/types';
import type { Reading } from '../backup/vaults';
import type { Ask } from '../conversations/ask';
import type { CommandStore, CommandTables } from '../conversations/repositories';
import { newWatchedJob, type WatchedJob } from '../monitor/track/watchedJob';
import { enqueueTo, putAsked, showCard, showLast } from '../notify/enqueue';
import { UserError } from '../platform/errors';
import { isAsking } from '../subscriptions/audience';
import type { AskedHere } from '../subscriptions/jobSubscription';
import {
  type JobSubscription,
  scopeKey,
  scopeKeysOf,
  type Watch,
  type WatchScope,
} from '../subscriptions/jobSubscription';
import { jobSubscriptionOf, type SubscriptionReason, subscriptionReasonOf } from '../subscriptions/subscriptionReason';

/** A backup that runs, of a VM that is protected: what a conversation can be told of. */
export interface Running {
  readonly job: Job;
  readonly item: ProtectedItem;
  /** The reading is new: what it shows is known to whoever looks at its card. */
  readonly isFresh: boolean;
}

/** null: there is nothing more to be told of it. */
export function runningOf({ reading, item }: FoundJob): Running | null {
  const { value: job, problem } = reading;
  if (item === null || !isActive(job) || operationOf(job) !== 'backup') return null;
  return { job, item, isFresh: problem === undefined };
}

/** Why this conversation is told of a running backup; null: nobody is told here. */
export async function toldHere(
  { job, item }: { readonly job: Pick<Job, 'vault' | 'id'>; readonly item: ProtectedItem },
  ask: Ask,
  { store, access }: { readonly store: CommandStore; readonly access: Access },
): Promise<SubscriptionReason | null> {
  return store.transaction(async (tables) => {
    const watched = await tables.watched.byJob(job.vault, job.id);
    if (watched !== null && isOver(watched)) return null;
    const about = { jobKey: watched?.key ?? null, vault: item.ref.vault, itemId: item.id };
    return subscriptionReasonOf(tables, { to: ask.to, job: about }, ({ owner: { person, place } }) =>
      access.grantOf(person, place).may('viewer', item),
    );
  });
}

/** Running backups that somebody asked to be told of here and that the reader may see; of the newest 100 askings. */
export async function askedHere(
  { jobSubscriptions, watched }: CommandTables,
  { to, person, grant }: Ask,
): Promise<readonly AskedHere[]> {
  const asking = (await jobSubscriptions.ofConversation(to)).filter(isAsking);
  const known = await watched.byKeys(asking.map(({ jobKey: key }) => key));
  return asking.flatMap(({ jobKey: key, asker, createdMs }) => {
    const one = known.find((job) => job.key === key);
    if (!one || !asker || isOver(one)) return [];
    const { jobId, vmName, vmResourceGroup, ref } = one;
    const isOwn = asker.id === person.id;
    if (!isOwn && !grant.may('viewer', { vm: { name: vmName }, ref })) return [];
    return [{ jobId, vmName, vmResourceGroup, vault: ref.vault, by: asker.name, isOwn, createdMs }];
  });
}

type AskedAt = Ask & { readonly nowMs: number };

/**
 * From now on whoever asks is told here of this backup: when its snapshot is done, and how it ends. Twice is once.
 * Resolves with the backup's key where no message shows its live card yet.
 */
export async function beginTelling(tables: CommandTables, running: Running, ask: AskedAt): Promise<string | null> {
  const { job, item, isFresh } = running;
  const watched = await watchedFrom(tables, job, item);
  if (watched === null || isOver(watched)) return null;
  const { key } = watched;
  const before = await jobSubscriptionOf(tables, key, ask.to);
  const live = before?.cardActivityId == null ? key : null;
  if (before !== null && isAsking(before)) return live;
  if (!watched.awaitsSnapshot) await tables.watched.save({ ...watched, awaitsSnapshot: true });
  const about = { jobKey: key, vault: item.ref.vault, itemId: item.id };
  const isWatched = (await subscriptionReasonOf(tables, { to: ask.to, job: about })) !== null;
  const promised = promiseOf(key, before, ask);
  await tables.jobSubscriptions.remove(key, ask.to);
  await tables.jobSubscriptions.add(promised);
  if (!(isFresh && snapshotTask(job)?.state === 'completed'))
    await tellRaised(tables, watched, { promised, isWatched });
  // What the card shows as done that is pressed is not told once more.
  else if (!isWatched) await tables.notices.add(goAheadTo(key, promised));
  await redraw(tables, watched, ask);
  return live;
}

/**
 * A go-ahead that was raised before somebody asked, of which the reading that they looked at knows nothing yet: nobody
 * raises it again. Where a watch told it, it is not told twice; what stopped with an asking of before is.
 */
async function tellRaised(
  tables: CommandTables,
  watched: WatchedJob,
  { promised, isWatched }: { readonly promised: JobSubscription; readonly isWatched: boolean },
): Promise<void> {
  const { key, job, raised } = watched;
  if (job === null || !raised.includes('snapshotDone')) return;
  const isNew = await tables.notices.add(goAheadTo(key, promised));
  if (isWatched && !isNew) return;
  await putAsked(tables, { notice: goAheadNotice(watched, job), promised, createdMs: promised.createdMs });
}

/**
 * What a watch that has just begun missed of one backup: its go-ahead, where that was raised before. Else its snapshot is
 * read from now on. A transaction of its own, after the one that wrote the watch: whoever raises the go-ahead holds the
 * job, so either that finds the watch or this finds the go-ahead.
 */
export async function tellBegun(tables: CommandTables, key: string, watch: Watch): Promise<void> {
  const watched = await tables.watched.byKey(key);
  if (watched === null || isOver(watched)) return;
  if (!watched.awaitsSnapshot) await tables.watched.save({ ...watched, awaitsSnapshot: true });
  if (watched.job?.state === 'inProgress' && watched.raised.includes('snapshotDone'))
    await enqueueTo(tables, goAheadNotice(watched, watched.job), watch);
}

const OPEN_PAGE = 500;
/** The newest of those that a watch of many VMs holds. */
const BEGUN_MAX = 300;

/** The keys of known backups under a watch that have not ended and that its owner may see; the newest first. */
export async function openUnder(
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

function goAheadNotice(watched: WatchedJob, job: Job): Notice {
  const atMs = snapshotTask(job)?.endedAt?.getTime() ?? watched.readMs;
  return { ...cardNotice(watched, job), event: 'snapshotDone', atMs };
}

function goAheadTo(key: string, { to, createdMs }: JobSubscription): Parameters<CommandTables['notices']['add']>[0] {
  return { jobKey: key, event: 'snapshotDone', to, atMs: createdMs };
}

/** Whoever asked to be told here is not told any more; the card that shows the backup goes on, without a word. */
export async function endTelling(tables: CommandTables, { job }: Pick<Running, 'job'>, ask: Ask): Promise<void> {
  const watched = await tables.watched.byJob(job.vault, job.id);
  const promised = watched && (await jobSubscriptionOf(tables, watched.key, ask.to));
  if (!watched || !promised?.asker || promised.stopped) return;
  if (promised.asker.id !== ask.person.id) throw new UserError('notYourTelling', { name: promised.asker.name });
  await tables.jobSubscriptions.remove(watched.key, ask.to);
  await tables.jobSubscriptions.add({ ...promised, stopped: true });
  await redraw(tables, watched, ask);
}

/**
 * The live cards of this conversation's watches, drawn once more after a watch of it has ended: they promise what is
 * still true, and no more.
 */
export async function redrawWatched(tables: CommandTables, ask: Pick<Ask, 'to'>): Promise<void> {
  const jobSubscriptions = await tables.jobSubscriptions.ofConversation(ask.to);
  for (const { asker, jobKey: key } of jobSubscriptions) {
    const watched = asker === null ? await tables.watched.byKey(key) : null;
    if (watched?.job && !isOver(watched)) await showLast(tables, cardNotice(watched, watched.job), ask.to);
  }
}

function isOver({ done, endSeenMs }: WatchedJob): boolean {
  return done || endSeenMs !== null;
}

/** Held until the transaction ends; a job that nobody watches is watched from now on. */
export async function watchedFrom(
  { watched }: CommandTables,
  job: Pick<Job, 'id' | 'vault' | 'startedAt'>,
  item: ProtectedItem,
): Promise<WatchedJob | null> {
  const known = await watched.byJob(job.vault, job.id);
  if (known !== null) return watched.byKey(known.key);
  const begun = newWatchedJob(item, {
    ...{ key: jobKey(vaultKey(item.ref.vault), job.id), jobId: job.id, startedMs: job.startedAt?.getTime() ?? 0 },
    ...{ retainUntilMs: null, askedBy: null, awaitsSnapshot: true },
  });
  return (await watched.add(begun)) ? begun : watched.byKey(begun.key);
}

/** A card that moved before goes on moving. */
function promiseOf(key: string, before: JobSubscription | null, ask: AskedAt): JobSubscription {
  return {
    ...{ jobKey: key, to: ask.to, thread: ask.thread, asker: { id: ask.person.id, name: ask.person.name } },
    ...{ language: ask.language, timeZone: ask.timeZone, createdMs: ask.nowMs },
    ...{ cardActivityId: before?.cardActivityId ?? null, cardId: before?.cardId ?? randomUUID() },
    ...(before?.together && { together: before.together }),
    ...(before?.refused && { refused: before.refused }),
  };
}

/** Where a card of it is posted already, that says what is promised now. */
async function redraw(tables: CommandTables, watched: WatchedJob, { to }: Pick<Ask, 'to'>): Promise<void> {
  const promised = await jobSubscriptionOf(tables, watched.key, to);
  if (watched.job !== null && promised?.cardActivityId != null)
    await showCard(tables, cardNotice(watched, watched.job), to);
}

function cardNotice({ key, ref, itemId, vmName, vmResourceGroup, startedMs, readMs }: WatchedJob, job: Job): Notice {
  const at = { atMs: startedMs, readMs };
  return { jobKey: key, event: 'taskChanged', vault: ref.vault, itemId, vmName, vmResourceGroup, job, ...at };
}

export interface FoundJob {
  readonly reading: Reading<Job>;
  /** null where the job's VM is no longer protected. */
  readonly item: ProtectedItem | null;
}
