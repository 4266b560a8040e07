import { type DeliveryError, mayHaveArrived } from './message';
import { cardSlot } from './promise';
import { endConversation } from './raise';
import type { NotifyTables } from './repositories';
import { CARD_EVERY_MS, type Taken } from './takeRow';
import { dropRow, takeOver } from './vacancy';

/** What came of a message on its way. */
export type Outcome =
  | { readonly kind: 'sent'; readonly activityId: string | null }
  /** Refused for good, not true any more, nobody may be told, failed at too often, or too old. */
  | { readonly kind: 'dropped' }
  | { readonly kind: 'again'; readonly dueMs: number; readonly error: DeliveryError | null }
  /** It was not tried. */
  | { readonly kind: 'untried' }
  | { readonly kind: 'gone' };

const UNTRIED = { sending: false, tries: 0, unanswered: 0, failed: 0 };

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
      const isUnanswered = mayHaveArrived(outcome.error);
      return tables.outbox.mark(row.id, {
        ...{ sending: taken.again || isUnanswered, dueMs: outcome.dueMs, tries: row.tries + 1 },
        unanswered: row.unanswered + Number(isUnanswered),
        failed: row.failed + Number(outcome.error?.kind === 'failed'),
      });
    }
    case 'gone':
      return endConversation(tables, row.to, nowMs);
    case 'dropped':
      if (!(await dropRow(tables, taken, nowMs))) await tables.outbox.mark(row.id, { ...UNTRIED, dueMs: nowMs });
      return;
    case 'sent': {
      await show(tables, taken, { activityId: outcome.activityId ?? taken.activityId, atMs: nowMs });
      // Its body was replaced while it was sent: what is there now follows as a change of it.
      if (!(await tables.outbox.remove(row.id, row.version)))
        await tables.outbox.mark(row.id, { ...UNTRIED, dueMs: nowMs + CARD_EVERY_MS, update: true });
    }
  }
}

async function show(
  tables: NotifyTables,
  taken: Taken,
  { activityId, atMs }: { readonly activityId: string | null; readonly atMs: number },
): Promise<void> {
  const { row, draft } = taken;
  const posted = activityId === null ? null : { activityId, atMs };
  await takeOver(tables, taken, posted);
  if (row.slot === null || posted === null) return;
  await tables.posted.put(row.to, row.slot, posted);
  const { content } = draft;
  if (content.kind === 'card' && row.slot === cardSlot(content.notice.jobKey))
    await tables.promises.setCard(content.notice.jobKey, row.to, posted.activityId);
}
