import type { ConversationKey } from '../access/conversation';
import type { NotifyTables } from './repositories';

/** Teams answers 404 at random in live conversations: only so many, over so long and without a success in between, are believed. */
const MISSED_MIN = 10;
const MISSED_MS_MIN = 3 * 3_600_000;

/** Whether the channel has said it often and long enough that it knows a conversation no more. */
export function isGone(
  { times, sinceMs }: { readonly times: number; readonly sinceMs: number },
  nowMs: number,
): boolean {
  return times >= MISSED_MIN && nowMs - sinceMs >= MISSED_MS_MIN;
}

/** What waits for longer is not told any more. */
const RESTS_MS_MAX = 24 * 3_600_000;

/**
 * Whether nobody has spoken for a day in a conversation that rests: then its watches end, so that no read is spent on
 * them. Until then what happens waits there, as in an outage.
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

/** Somebody speaks there: the watches that ended with its rest are back, and what waits is sent as far as it is still true. */
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
 * The conversation is gone: the bot was uninstalled or blocked, or the channel knows it no more. Its watches end (and may
 * be asked back), its promises and what waits for it go.
 */
export async function endConversation(tables: NotifyTables, to: ConversationKey, nowMs: number): Promise<void> {
  await tables.watches.end(to, nowMs);
  await tables.jobSubscriptions.removeConversation(to);
  await tables.grouping.remove(to);
  await tables.outbox.removeConversation(to);
}
