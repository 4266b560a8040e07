import { randomUUID } from 'node:crypto';

import { snapshotTask } from '../backup/phase';
import type { Ask } from '../conversations/ask';
import type { CommandTables } from '../conversations/repositories';
import type { WatchedJob } from '../monitor/track/watchedJob';
import { enqueueCard } from '../notify/enqueueCards';
import { enqueueForSubscriber } from '../notify/enqueueForSubscriber';
import { UserError } from '../platform/errors';
import { wantsMessages } from '../subscriptions/audience';
import type { JobSubscription } from '../subscriptions/jobSubscription';
import { jobSubscriptionOf, subscriptionReasonOf } from '../subscriptions/subscriptionReason';
import { cardNotice, goAheadNotice, isOver, monitoredJobOf, type RunningBackup } from './runningBackup';

type AskedAt = Ask & { readonly nowMs: number };

/**
 * From now on whoever asks is told here of this backup: when its snapshot is done, and how it ends. Twice is once.
 * Resolves with the backup's key where no message shows its live card yet.
 */
export async function subscribeToJob(
  tables: CommandTables,
  running: RunningBackup,
  ask: AskedAt,
): Promise<string | null> {
  const { job, item, isFresh } = running;
  const watched = await monitoredJobOf(tables, job, item);
  if (watched === null || isOver(watched)) return null;
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
  // What the card shows as done that is pressed is not told once more.
  else if (!isWatched) await tables.notices.add(goAheadTo(key, subscription));
  await redraw(tables, watched, ask);
  return live;
}

/**
 * A go-ahead that was raised before somebody asked, of which the reading that they looked at knows nothing yet: nobody
 * raises it again. Where a watch told it, it is not told twice; what stopped with an asking of before is.
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

function goAheadTo(key: string, { to, createdMs }: JobSubscription): Parameters<CommandTables['notices']['add']>[0] {
  return { jobKey: key, event: 'snapshotDone', to, atMs: createdMs };
}

/** Whoever asked to be told here is not told any more; the card that shows the backup goes on, without a word. */
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

/** A card that moved before goes on moving. */
function newSubscription(key: string, before: JobSubscription | null, ask: AskedAt): JobSubscription {
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
  const subscription = await jobSubscriptionOf(tables, watched.key, to);
  if (watched.job !== null && subscription?.cardActivityId != null)
    await enqueueCard(tables, cardNotice(watched, watched.job), to);
}
