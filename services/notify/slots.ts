import type { JobKey } from '../backup/ids';
import { DAY_MS } from '../platform/durations';

/**
 * The slot of the message that first shows a watch's live card. A slot names the message whose state an outbox row
 * holds. A new row replaces a waiting row of its slot.
 */
export function cardSlot(jobKey: JobKey): string {
  return `card:${jobKey}`;
}

/** The slot of a live card's updates. If several wait, only the newest is sent. */
export function liveSlot(cardId: string): string {
  return `live:${cardId}`;
}

/** The prefix of the slots of deferred go-aheads. */
export const DEFERRED_SLOT_PREFIX = 'owed:';

/** The longest wait of a deferred go-ahead: Azure lists no job that runs for longer. */
export const DEFERRED_MS_MAX = 31 * DAY_MS;

/** The slot of a job's deferred go-ahead. */
export function deferredSlot(jobKey: JobKey): string {
  return `${DEFERRED_SLOT_PREFIX}${jobKey}`;
}
