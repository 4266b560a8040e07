/** The slot of the message that first shows a watch's live card. */
export function cardSlot(jobKey: string): string {
  return `card:${jobKey}`;
}

/** The slot of what changes a live card: of several that wait only the newest is sent. */
export function liveSlot(cardId: string): string {
  return `live:${cardId}`;
}

export const DEFERRED_SLOT_PREFIX = 'owed:';

/** A go-ahead that something was told in place of waits so long at most: Azure lists no job that runs for longer. */
export const DEFERRED_MS_MAX = 31 * 24 * 3_600_000;

/** The slot in which the go-ahead of a job waits for its time. */
export function deferredSlot(jobKey: string): string {
  return `${DEFERRED_SLOT_PREFIX}${jobKey}`;
}
