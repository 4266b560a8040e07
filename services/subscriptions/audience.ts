import { type ConversationKey, conversationMapKey } from '../access/conversation';
import type { JobEvent, Notice } from '../backup/jobEvents';
import type { JobSubscription } from './jobSubscription';
import type { Watch } from './watch';

/** A conversation that watches the job's VM. */
export interface WatchRecipient {
  readonly to: ConversationKey;
  /** Those of its watches whose level has this event; none: it is not told, but what it was told before may change. */
  readonly watches: readonly Watch[];
}

export interface Audience {
  /** Those who asked and are told this event by a message of their own. */
  readonly subscribers: readonly JobSubscription[];
  /** Those whose live card moves. */
  readonly cards: readonly JobSubscription[];
  readonly watchers: readonly WatchRecipient[];
}

/** They follow an end that was told without its consistency. */
const AFTER_END: readonly JobEvent[] = ['consistency', 'consistencyUnknown'];
/** Events that whoever asked is told of; the others only move the card (CONTRACT 7). */
const ASKED: readonly JobEvent[] = [
  'snapshotDone',
  'ended',
  'snapshotSlow',
  'jobSlow',
  'vanished',
  'notStarted',
  ...AFTER_END,
];
const PROGRESS: readonly JobEvent[] = ['snapshotDone', 'ended', 'snapshotSlow', 'jobSlow', ...AFTER_END];

/**
 * Who is told. `promises` are those of the notice's job, `watches` those whose scope holds its VM. A conversation that
 * both asked and watches is told as the one who asked, and once.
 */
export function audienceOf(
  notice: Notice,
  jobSubscriptions: readonly JobSubscription[],
  watches: readonly Watch[],
): Audience {
  const asking = jobSubscriptions.filter(wantsMessages);
  const asked = new Set(asking.map(({ to }) => conversationMapKey(to)));
  const byPlace = new Map<string, { readonly to: ConversationKey; readonly watches: Watch[] }>();
  for (const watch of watches) {
    const key = conversationMapKey(watch.to);
    const place = byPlace.get(key) ?? { to: watch.to, watches: [] };
    byPlace.set(key, place);
    if (!asked.has(key) && isWanted(watch, notice)) place.watches.push(watch);
  }
  return {
    subscribers: ASKED.includes(notice.event) ? asking : [],
    cards: jobSubscriptions,
    watchers: [...byPlace]
      .sort(([a], [b]) => (a < b ? -1 : 1)) // One order for all, so that two transactions lock their records alike.
      .map(([, watcher]) => watcher),
  };
}

/** Whoever asked while a snapshot was just ending, which no reading had shown, is told of it. */
const UNSEEN_MS = 30 * 60_000;

/**
 * What ended before somebody asked to be told is not: the live card shows it. Of one VM the go-ahead of a backup that
 * runs is told however old its snapshot is; of many VMs those would be too many.
 */
function isWanted({ level, createdMs, scope }: Watch, notice: Notice): boolean {
  if (notice.event === 'taskChanged' || (notice.event === 'ended' && notice.atMs < createdMs)) return false;
  const isOld = notice.event === 'snapshotDone' && notice.atMs < createdMs - UNSEEN_MS;
  if (isOld && scope.kind !== 'vm') return false;
  if (level === 'all') return true;
  if (level === 'progress') return PROGRESS.includes(notice.event);
  return isFailure(notice) || (AFTER_END.includes(notice.event) && notice.job?.state === 'completedWithWarnings');
}

/** An end that a person must know of. */
export function isFailure({ event, job }: Notice): boolean {
  return event === 'ended' && (job?.state === 'failed' || job?.state === 'completedWithWarnings');
}

/** Whether somebody there waits for messages of their own: not where only a card moves. */
export function wantsMessages({ asker, stopped }: JobSubscription): boolean {
  return asker !== null && stopped !== true;
}
