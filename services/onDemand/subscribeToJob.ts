import { randomUUID } from 'node:crypto';

import type { JobKey } from '../backup/ids';
import { snapshotTask } from '../backup/phase';
import type { Ask } from '../conversations/ask';
import type { CommandTables } from '../conversations/repositories';
import type { WatchedJob } from '../monitor/track/watchedJob';
import { enqueueCard } from '../notify/enqueue/enqueueCards';
import { enqueueForSubscriber } from '../notify/enqueue/enqueueForSubscriber';
import { UserError } from '../platform/errors';
import { wantsMessages } from '../subscriptions/audience';
import { type JobSubscription, traceOfAsker } from '../subscriptions/jobSubscription';
import { jobSubscriptionOf, subscriptionReasonOf } from '../subscriptions/subscriptionReason';
import { cardNotice, goAheadNotice, hasSeenEnd, monitoredJobOf, type RunningBackup } from './runningBackup';

type TimedAsk = Ask & { readonly nowMs: number };

/**
 * Subscribes the asker to a running backup, so that messages follow when its snapshot is done and when it ends. A
 * second call changes nothing. Resolves with the backup's key if no message shows its live card yet, else null.
 */
export async function subscribeToJob(
  tables: CommandTables,
  running: RunningBackup,
  ask: TimedAsk,
): Promise<JobKey | null> {
  const { job, item, isFresh } = running;
  const watched = await monitoredJobOf(tables, job, item);
  if (watched === null || hasSeenEnd(watched)) return null;
  const { key } = watched;
  const before = await jobSubscriptionOf(tables, key, ask.to);
  const live = before?.cardActivityId == null ? key : null;
  if (before !== null && wantsMessages(before)) return live;
  if (!watched.awaitsSnapshot) await tables.watched.save({ ...watched, awaitsSnapshot: true });
  const about = { jobKey: key, vault: item.ref.vault, itemId: item.id };
  const isWatched = (await subscriptionReasonOf(tables, { to: ask.to, job: about })) !== null;
  const subscription = newSubscription(key, before, ask);
  await tables.jobSubscriptions.remove(key, ask.to);
  await tables.jobSubscriptions.add(subscription);
  if (!(isFresh && snapshotTask(job)?.state === 'completed'))
    await catchUpOnGoAhead(tables, watched, { subscription, isWatched });
  // The card with the pressed button already shows the snapshot as done, so no message repeats it.
  else if (!isWatched) await tables.notices.add(goAheadTo(key, subscription));
  await redraw(tables, watched, ask);
  return live;
}

/**
 * Enqueues the go-ahead if it was raised before the subscription, because nobody raises it again. The asker's card may
 * show an older reading. It is not repeated if a watch sent it, but is sent again to a person who had unsubscribed.
 */
async function catchUpOnGoAhead(
  tables: CommandTables,
  watched: WatchedJob,
  { subscription, isWatched }: { readonly subscription: JobSubscription; readonly isWatched: boolean },
): Promise<void> {
  const { key, job, raised } = watched;
  if (job === null || !raised.includes('snapshotDone')) return;
  const isNew = await tables.notices.add(goAheadTo(key, subscription));
  if (isWatched && !isNew) return;
  await enqueueForSubscriber(tables, {
    notice: goAheadNotice(watched, job),
    subscription,
    createdMs: subscription.createdMs,
  });
}

/** The record that the conversation was told of the go-ahead. */
function goAheadTo(key: JobKey, { to, createdMs }: JobSubscription): Parameters<CommandTables['notices']['add']>[0] {
  return { jobKey: key, event: 'snapshotDone', to, atMs: createdMs };
}

/** Ends the messages about a backup; its live card is still updated. Only the person who subscribed may do this. */
export async function unsubscribeFromJob(
  tables: CommandTables,
  { job }: Pick<RunningBackup, 'job'>,
  ask: Ask,
): Promise<void> {
  const watched = await tables.watched.byJob(job.vault, job.id);
  const subscription = watched && (await jobSubscriptionOf(tables, watched.key, ask.to));
  if (!watched || !subscription?.asker || subscription.stopped) return;
  if (subscription.asker.id !== ask.person.id) throw new UserError('notYourTelling', { name: subscription.asker.name });
  await tables.jobSubscriptions.remove(watched.key, ask.to);
  await tables.jobSubscriptions.add({ ...subscription, stopped: true });
  await redraw(tables, watched, ask);
}

/** A new subscription. It takes over the live card of an earlier one. */
function newSubscription(key: JobKey, before: JobSubscription | null, ask: TimedAsk): JobSubscription {
  return {
    jobKey: key,
    to: ask.to,
    thread: ask.thread,
    asker: { id: ask.person.id, name: ask.person.name },
    language: ask.language,
    timeZone: ask.timeZone,
    cardActivityId: before?.cardActivityId ?? null,
    cardId: before?.cardId ?? randomUUID(),
    createdMs: ask.nowMs,
    ...traceOfAsker(),
    ...(before?.together && { together: before.together }),
    ...(before?.refused && { refused: before.refused }),
  };
}

/** Updates the live card, if a message shows it, to name the present subscriber. */
async function redraw(tables: CommandTables, watched: WatchedJob, { to }: Pick<Ask, 'to'>): Promise<void> {
  const subscription = await jobSubscriptionOf(tables, watched.key, to);
  if (watched.job !== null && subscription?.cardActivityId != null)
    await enqueueCard(tables, cardNotice(watched, watched.job), to);
}
