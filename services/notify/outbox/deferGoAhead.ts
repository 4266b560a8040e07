import { SECOND_MS } from '../../platform/durations';
import type { Validity } from '../message';
import { draftToJson } from '../messageJson';
import type { NotifyTables } from '../repositories';
import { deferredSlot } from '../slots';
import type { TakenRow } from './takenRow';

/** The time before the first check of a deferred go-ahead. */
const FIRST_CHECK_MS = 10 * SECOND_MS;

/**
 * Enqueues the go-ahead again if the sent message replaced it (another snapshot runs, or not all backups could be
 * read). The new row waits outside the conversation's order and is sent once it is true.
 */
export async function deferGoAhead(
  { outbox }: NotifyTables,
  { row, draft, activityId }: TakenRow,
  { validity, nowMs }: { readonly validity: Validity; readonly nowMs: number },
): Promise<void> {
  const { content, toldInstead = [] } = draft;
  if (validity === 'fresh' || activityId !== null || content.kind !== 'event') return;
  const underSlot = draft.underSlot ?? (toldInstead.length === 0 ? row.slot : null);
  const deferred = {
    ...draft,
    content: { ...content, night: null },
    underSlot,
    alert: draft.alert && underSlot === null, // Replies of a night never alert.
    cardId: toldInstead.length === 0 ? `${draft.cardId}:owed` : draft.cardId,
    toldInstead: [...toldInstead, validity],
  };
  const slot = deferredSlot(content.notice.jobKey);
  const body = draftToJson(deferred);
  await outbox.put({ to: row.to, slot, update: true, body, createdMs: nowMs + FIRST_CHECK_MS });
}
