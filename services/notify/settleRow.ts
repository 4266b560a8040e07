import type { DeliveryError } from './message';
import { cardSlot } from './promise';
import { endConversation } from './raise';
import type { NotifyTables } from './repositories';
import { CARD_EVERY_MS, type Taken } from './takeRow';

/** What came of a message on its way. */
export type Outcome =
  | { readonly kind: 'sent'; readonly activityId: string | null }
  /** Refused for good, not true any more, nobody may be told, or tried too often or too long. */
  | { readonly kind: 'dropped' }
  | { readonly kind: 'again'; readonly dueMs: number; readonly error: DeliveryError | null }
  /** It was not tried. */
  | { readonly kind: 'untried' }
  | { readonly kind: 'gone' };

/** Writes down what came of it. The only moment at which a message stops waiting. */
export async function settleRow(
  tables: NotifyTables,
  taken: Taken,
  { outcome, nowMs }: { readonly outcome: Outcome; readonly nowMs: number },
): Promise<void> {
  const { row } = taken;
  switch (outcome.kind) {
    case 'untried':
      return tables.outbox.mark(row.id, { sending: taken.again });
    case 'again': {
      const mayBeThere = taken.again || outcome.error?.kind === 'unanswered';
      return tables.outbox.mark(row.id, { sending: mayBeThere, dueMs: outcome.dueMs, tries: row.tries + 1 });
    }
    case 'gone':
      return endConversation(tables, row.to, nowMs);
    case 'dropped':
      if (!(await tables.outbox.remove(row.id, row.version)))
        await tables.outbox.mark(row.id, { sending: false, tries: 0, dueMs: nowMs });
      return;
    case 'sent': {
      const shown = taken.activityId ?? outcome.activityId;
      if (shown !== null) await showSlot(tables, taken, { activityId: shown, atMs: nowMs });
      // Its body was replaced while it was sent: what is there now follows as a change of it.
      if (!(await tables.outbox.remove(row.id, row.version)))
        await tables.outbox.mark(row.id, { sending: false, tries: 0, dueMs: nowMs + CARD_EVERY_MS, update: true });
    }
  }
}

async function showSlot(
  tables: NotifyTables,
  { row, draft }: Taken,
  posted: { readonly activityId: string; readonly atMs: number },
): Promise<void> {
  if (row.slot === null) return;
  await tables.posted.put(row.to, row.slot, posted);
  const { content } = draft;
  if (content.kind === 'card' && row.slot === cardSlot(content.notice.jobKey))
    await tables.promises.setCard(content.notice.jobKey, row.to, posted.activityId);
}
