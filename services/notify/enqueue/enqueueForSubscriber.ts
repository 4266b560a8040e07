import type { Notice } from '../../backup/jobEvents';
import type { JobSubscription } from '../../subscriptions/jobSubscription';
import { WATCH_KINDS } from '../../subscriptions/watch';
import type { Draft } from '../message';
import { draftToJson } from '../messageJson';
import type { NotifyTables } from '../repositories';

/** Enqueues a message to the person who asked, with a mention. */
export async function enqueueForSubscriber(
  { outbox }: Pick<NotifyTables, 'outbox'>,
  {
    notice,
    subscription,
    createdMs,
  }: { readonly notice: Notice; readonly subscription: JobSubscription; readonly createdMs: number },
): Promise<void> {
  const { to, asker, cardId } = subscription;
  const draft: Draft = {
    ...draftBase(subscription),
    content: { kind: 'event', notice, night: null },
    alert: true,
    mention: asker,
    cardId: `${cardId}:${notice.event}`,
    askedMs: subscription.createdMs,
  };
  await outbox.put({ to, slot: null, update: false, body: draftToJson(draft), createdMs });
}

/**
 * A card that nobody requested is sent for the watches of its conversation, while one of their owners may see the VM.
 */
export function draftBase({
  asker,
  thread,
  language,
  timeZone,
  trace,
}: JobSubscription): Pick<Draft, 'thread' | 'underSlot' | 'language' | 'timeZone' | 'watches' | 'trace'> {
  const watches = asker === null ? WATCH_KINDS : null;
  return { thread, underSlot: null, language, timeZone, watches, ...(trace !== undefined && { trace }) };
}
