import type { Notice } from '../../backup/jobEvents';
import { audienceOf } from '../../subscriptions/audience';
import type { JobSubscription } from '../../subscriptions/jobSubscription';
import { scopeKeysOf, type Watch } from '../../subscriptions/watch';
import type { DeliveryChecks } from '../outbox/revalidate';
import type { NotifyTables } from '../repositories';
import { enqueueCardChange } from './enqueueCards';
import { enqueueForSubscriber } from './enqueueForSubscriber';
import { type Enqueued, enqueueForRecipient, recordNotice } from './enqueueForWatch';

/** While this many messages wait for one conversation, even people who asked get no further ones. */
const ASKED_WAITING_MAX = 10_000;

/**
 * Writes the messages about `notices` into the outbox, in the caller's transaction, so they are sent only if it
 * commits. Then call the outbox's `wake`.
 * - A notice that was raised before, or that nobody subscribed to, enqueues nothing.
 * - A watch whose owner may not see the VM gets nothing, and counts nothing.
 * - If a job ends in the same batch, the end of its snapshot is omitted, because the end reports both.
 */
export async function enqueue(
  tables: NotifyTables,
  notices: readonly Notice[],
  mayTell: DeliveryChecks['mayTell'],
): Promise<Enqueued> {
  const ended = new Set(notices.filter(({ event }) => event === 'ended').map(({ jobKey }) => jobKey));
  const parts: Enqueued[] = [];
  for (const notice of notices) {
    if (notice.event === 'snapshotDone' && ended.has(notice.jobKey)) continue;
    const jobSubscriptions = await tables.jobSubscriptions.ofJob(notice.jobKey);
    const watches = notice.event === 'taskChanged' ? [] : await tables.watches.ofScopes(scopeKeysOf(notice));
    const { subscribers, cards, watchRecipients } = audienceOf(notice, jobSubscriptions, watches);
    for (const subscription of subscribers) parts.push(await enqueueOnce(tables, notice, subscription));
    for (const subscription of cards) await enqueueCardChange(tables, notice, subscription);
    for (const { to, watches: wanting } of watchRecipients) {
      const visible = await visibleWatches(wanting, notice, mayTell);
      parts.push(await enqueueForRecipient(tables, notice, { to, watches: visible }));
    }
  }
  return {
    messages: parts.reduce((sum, { messages }) => sum + messages, 0),
    dropped: parts.reduce((sum, { dropped }) => sum + dropped, 0),
  };
}

async function enqueueOnce(tables: NotifyTables, notice: Notice, subscription: JobSubscription): Promise<Enqueued> {
  const { to } = subscription;
  if (!(await recordNotice(tables, notice, to))) return { messages: 0, dropped: 0 };
  if ((await tables.outbox.count(to)) >= ASKED_WAITING_MAX) return { messages: 0, dropped: 1 };
  await enqueueForSubscriber(tables, { notice, subscription, createdMs: notice.readMs });
  return { messages: 1, dropped: 0 };
}

/** Watches whose owner may see the VM. If that is not known, they stay: it is checked again before sending. */
async function visibleWatches(
  watches: readonly Watch[],
  vm: Notice,
  mayTell: DeliveryChecks['mayTell'],
): Promise<readonly Watch[]> {
  const may = await Promise.all(watches.map((watch) => mayTell(watch, vm).catch(() => true)));
  return watches.filter((_, index) => may[index]);
}
