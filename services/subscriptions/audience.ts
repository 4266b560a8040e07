import { type ConversationKey, conversationMapKey } from '../access/conversation';
import type { JobEvent, Notice } from '../backup/jobEvents';
import { MINUTE_MS } from '../platform/durations';
import type { JobSubscription } from './jobSubscription';
import type { Watch } from './watch';

/** A conversation whose watches cover the job's VM. */
export interface WatchRecipient {
  readonly to: ConversationKey;
  /**
   * The conversation's watches whose level includes this event. If empty, it gets no message, but an earlier message
   * may be updated.
   */
  readonly watches: readonly Watch[];
}

/** Everybody who is told of a notice. */
interface Audience {
  /** Subscriptions of people who get their own message about this event. */
  readonly subscribers: readonly JobSubscription[];
  /** Subscriptions whose live card is updated. */
  readonly cards: readonly JobSubscription[];
  /** Conversations that watch the VM. */
  readonly watchRecipients: readonly WatchRecipient[];
}

/** Events that follow an end that was told before the consistency of its recovery point was known. */
const AFTER_END: readonly JobEvent[] = ['consistency', 'consistencyUnknown'];
/** Events for which people who asked get a message. Other events only update their live card. */
const SUBSCRIBER_EVENTS: readonly JobEvent[] = [
  'snapshotDone',
  'ended',
  'snapshotSlow',
  'jobSlow',
  'vanished',
  'notStarted',
  ...AFTER_END,
];
const PROGRESS_EVENTS: readonly JobEvent[] = ['snapshotDone', 'ended', 'snapshotSlow', 'jobSlow', ...AFTER_END];

/**
 * Everybody who is told of the notice. `jobSubscriptions` are those of its job, `watches` those whose scope covers its
 * VM. A conversation with both gets one message, as for a subscription.
 */
export function audienceOf(
  notice: Notice,
  jobSubscriptions: readonly JobSubscription[],
  watches: readonly Watch[],
): Audience {
  const wanting = jobSubscriptions.filter(wantsMessages);
  const subscribed = new Set(wanting.map(({ to }) => conversationMapKey(to)));
  const byPlace = new Map<string, { readonly to: ConversationKey; readonly watches: Watch[] }>();
  for (const watch of watches) {
    const key = conversationMapKey(watch.to);
    const place = byPlace.get(key) ?? { to: watch.to, watches: [] };
    byPlace.set(key, place);
    if (!subscribed.has(key) && isWanted(watch, notice)) place.watches.push(watch);
  }
  return {
    subscribers: SUBSCRIBER_EVENTS.includes(notice.event) ? wanting : [],
    cards: jobSubscriptions,
    watchRecipients: [...byPlace]
      .sort(([a], [b]) => (a < b ? -1 : 1)) // Every transaction locks the records in this order: no deadlock.
      .map(([, recipient]) => recipient),
  };
}

/** A watch of many VMs reports a snapshot that ended at most this long before the watch began. */
const JUST_DONE_MS = 30 * MINUTE_MS;

/**
 * Whether the watch's level includes the notice. A backup that ended before the watch began is omitted. A watch of one
 * VM gets the go-ahead of a running backup, however old its snapshot is. For many VMs, that would be too many messages.
 */
function isWanted({ level, createdMs, scope }: Watch, notice: Notice): boolean {
  if (notice.event === 'taskChanged' || (notice.event === 'ended' && notice.atMs < createdMs)) return false;
  const isOld = notice.event === 'snapshotDone' && notice.atMs < createdMs - JUST_DONE_MS;
  if (isOld && scope.kind !== 'vm') return false;
  if (level === 'all') return true;
  if (level === 'progress') return PROGRESS_EVENTS.includes(notice.event);
  return isFailure(notice) || (AFTER_END.includes(notice.event) && notice.job?.state === 'completedWithWarnings');
}

/** Whether the job ended and failed, or ended with warnings. */
export function isFailure({ event, job }: Notice): boolean {
  return event === 'ended' && (job?.state === 'failed' || job?.state === 'completedWithWarnings');
}

/** Whether a person asked for messages and has not stopped them. Otherwise only the live card is updated. */
export function wantsMessages({ asker, stopped }: JobSubscription): boolean {
  return asker !== null && stopped !== true;
}
