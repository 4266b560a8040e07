import { type DeliveryError, draftToJson, mayHaveArrived, type Truth } from './message';
import { cardSlot } from './promise';
import { endConversation } from './raise';
import type { NotifyTables } from './repositories';
import { CARD_EVERY_MS, type Taken } from './takeRow';
import { dropRow, takeOver } from './vacancy';

/** What came of a message on its way. */
export type Outcome =
  | { readonly kind: 'sent'; readonly activityId: string | null; readonly truth: Truth }
  /** Refused for good, not true any more, nobody may be told, failed at too often, or too old. */
  | { readonly kind: 'dropped' }
  | { readonly kind: 'again'; readonly dueMs: number; readonly error: DeliveryError | null }
  /** It was not tried. */
  | { readonly kind: 'untried' }
  /** A go-ahead that is owed may not be told yet. */
  | { readonly kind: 'held'; readonly dueMs: number }
  | { readonly kind: 'gone' };

/** Until a go-ahead that is owed is looked at again. */
const OWED_MS = 10_000;

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
    case 'held':
      return tables.outbox.mark(row.id, { sending: taken.again, dueMs: outcome.dueMs });
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
      await owe(tables, taken, { truth: outcome.truth, nowMs });
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

/** A go-ahead that something was told in place of waits beside the conversation's order, and follows once it is true. */
async function owe(
  { outbox }: NotifyTables,
  { row, draft, activityId }: Taken,
  { truth, nowMs }: { readonly truth: Truth; readonly nowMs: number },
): Promise<void> {
  const { content, toldInstead = [] } = draft;
  if (truth === 'fresh' || activityId !== null || content.kind !== 'event') return;
  const underSlot = draft.underSlot ?? (toldInstead.length === 0 ? row.slot : null);
  const owed = {
    ...draft,
    content: { ...content, night: null },
    underSlot,
    alert: draft.alert && underSlot === null, // As all replies of a night.
    cardId: toldInstead.length === 0 ? `${draft.cardId}:owed` : draft.cardId,
    toldInstead: [...toldInstead, truth],
  };
  const { to } = row;
  const slot = `owed:${content.notice.jobKey}`;
  await outbox.put({ to, slot, update: true, body: draftToJson(owed), createdMs: nowMs + OWED_MS });
}
