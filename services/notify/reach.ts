import { deliveryEnded } from '../access/audit';
import type { ConversationKey } from '../access/conversation';
import { DAY_MS, HOUR_MS } from '../platform/durations';
import type { NotifyTables } from './repositories';

/**
 * Teams answers 404 at random in live conversations. A conversation counts as unknown after this many 404s, over this
 * time, without a success.
 */
const MISSED_MIN = 10;
const MISSED_MS_MIN = 3 * HOUR_MS;

/** Whether the channel has answered 404 so often and for so long that it no longer knows the conversation. */
export function isMissedLong(
  { times, sinceMs }: { readonly times: number; readonly sinceMs: number },
  nowMs: number,
): boolean {
  return times >= MISSED_MIN && nowMs - sinceMs >= MISSED_MS_MIN;
}

/** Messages that wait longer than this are dropped. */
const RESTS_MS_MAX = DAY_MS;

/**
 * Whether a conversation has been out of reach for more than a day. Then its watches end, so that no read of Azure is
 * spent on them. Until then its messages wait, as in an outage.
 */
export async function hasRestedLong(
  { reach, watches }: Pick<NotifyTables, 'reach' | 'watches'>,
  to: ConversationKey,
  nowMs: number,
): Promise<boolean> {
  const restingMs = await reach.restingSince(to);
  if (restingMs === null || nowMs - restingMs <= RESTS_MS_MAX) return false;
  await watches.end(to, restingMs);
  return true;
}

/**
 * Restores a conversation in which somebody speaks: the watches that ended while it was out of reach, and its messages.
 */
export async function conversationIsBack(
  { reach, watches, outbox }: Pick<NotifyTables, 'reach' | 'watches' | 'outbox'>,
  to: ConversationKey,
  nowMs: number,
): Promise<void> {
  const restedMs = await reach.back(to);
  if (restedMs !== null) await watches.revive(to, restedMs);
  await outbox.bringAllForward(to, nowMs);
}

/**
 * Ends a conversation from which the bot was uninstalled or blocked. Its watches end and can be restored by a command;
 * its job subscriptions and waiting messages are deleted.
 */
export async function endConversation(tables: NotifyTables, to: ConversationKey, nowMs: number): Promise<void> {
  await tables.watches.end(to, nowMs);
  await tables.jobSubscriptions.removeConversation(to);
  await tables.grouping.remove(to);
  await tables.outbox.removeConversation(to);
  await tables.audit.record(deliveryEnded(to, nowMs, 'removed'));
}
