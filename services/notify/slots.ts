import type { JobKey } from '../backup/ids';
import { DAY_MS } from '../platform/durations';

/**
 * A slot names the message that an outbox row is a state of: a row replaces a waiting row of its slot.
 * This is the slot of the message that first shows a watch's live card.
 */
export function cardSlot(jobKey: JobKey): string {
  return `card:${jobKey}`;
}

/** The slot of a live card's changes: of several that wait only the newest is sent. */
export function liveSlot(cardId: string): string {
  return `live:${cardId}`;
}

/** Of the slots of deferred go-aheads. */
export const DEFERRED_SLOT_PREFIX = 'owed:';

/** A deferred go-ahead waits this long at most: Azure lists no job that runs for longer. */
export const DEFERRED_MS_MAX = 31 * DAY_MS;

/** The slot of a job's deferred go-ahead. */
export function deferredSlot(jobKey: JobKey): string {
  return `${DEFERRED_SLOT_PREFIX}${jobKey}`;
}
