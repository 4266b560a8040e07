import { missingMs } from './backoff';
import { type DeliveryError, mayHaveArrived } from './deliveryError';
import type { Validity } from './message';
import { draftToJson } from './messageJson';
import { isGone } from './reach';
import { dropRow, replaceRoot } from './replaceRoot';
import type { NotifyTables } from './repositories';
import { cardSlot, deferredSlot } from './slots';
import type { TakenRow } from './takenRow';
import { CARD_EVERY_MS } from './takeRow';

/** What came of a message on its way. */
export type Outcome =
  | { readonly kind: 'sent'; readonly activityId: string | null; readonly validity: Validity }
  /** Refused for good, not true any more, nobody may be told, failed at too often, or too old. */
  | { readonly kind: 'dropped' }
  | { readonly kind: 'again'; readonly dueMs: number; readonly error: DeliveryError | null }
  /** It was not tried. */
  | { readonly kind: 'untried' }
  /** A go-ahead that is owed may not be told yet. */
  | { readonly kind: 'held'; readonly dueMs: number }
  /** The channel knows no such conversation; `chance` (0 to 1) spreads the next try. */
  | { readonly kind: 'missing'; readonly chance: number }
  /** The bot is not in the conversation, or may not write there. */
  | { readonly kind: 'gone' };

/** Until a go-ahead that is owed is looked at again. */
const OWED_MS = 10_000;

const UNTRIED = { sending: false, tries: 0, unanswered: 0, failed: 0 };

/** Writes down what came of it. The only moment at which a message stops waiting. Resolves with whether its conversation goes on. */
export async function settleRow(
  tables: NotifyTables,
  taken: TakenRow,
  { outcome, nowMs }: { readonly outcome: Outcome; readonly nowMs: number },
): Promise<boolean> {
  const { row } = taken;
  switch (outcome.kind) {
    case 'untried':
      await tables.outbox.mark(row.id, { sending: taken.again });
      return true;
    case 'held':
      await tables.outbox.mark(row.id, { sending: taken.again, dueMs: outcome.dueMs });
      return true;
    case 'again':
      await again(tables, taken, outcome);
      return true;
    case 'missing':
      return miss(tables, taken, { chance: outcome.chance, nowMs });
    case 'gone':
      return !(await rest(tables, taken, nowMs));
    case 'dropped':
      if (!(await dropRow(tables, taken, nowMs))) await tables.outbox.mark(row.id, { ...UNTRIED, dueMs: nowMs });
      return true;
    case 'sent':
      await sent(tables, taken, { outcome, atMs: nowMs });
      return true;
  }
}

async function again(
  tables: NotifyTables,
  { row, again: wasSent }: TakenRow,
  { dueMs, error }: Extract<Outcome, { readonly kind: 'again' }>,
): Promise<void> {
  const isUnanswered = mayHaveArrived(error);
  await tables.outbox.mark(row.id, {
    ...{ sending: wasSent || isUnanswered, dueMs, tries: row.tries + 1 },
    unanswered: row.unanswered + Number(isUnanswered),
    failed: row.failed + Number(error?.kind === 'failed' || error?.kind === 'refused'),
  });
}

async function sent(
  tables: NotifyTables,
  taken: TakenRow,
  { outcome, atMs }: { readonly outcome: Extract<Outcome, { readonly kind: 'sent' }>; readonly atMs: number },
): Promise<void> {
  const { row } = taken;
  await tables.reach.reached(row.to);
  await show(tables, taken, { activityId: outcome.activityId ?? taken.activityId, atMs });
  await owe(tables, taken, { validity: outcome.validity, nowMs: atMs });
  // Its body was replaced while it was sent: what is there now follows as a change of it.
  if (!(await tables.outbox.remove(row.id, row.version)))
    await tables.outbox.mark(row.id, { ...UNTRIED, dueMs: atMs + CARD_EVERY_MS, update: true });
}

async function miss(
  tables: NotifyTables,
  taken: TakenRow,
  { chance, nowMs }: { readonly chance: number; readonly nowMs: number },
): Promise<boolean> {
  const { row } = taken;
  const missed = await tables.reach.missed(row.to, nowMs);
  if (isGone(missed, nowMs) && (await rest(tables, taken, nowMs))) return false;
  const dueMs = nowMs + missingMs(missed.times, () => chance);
  await tables.outbox.mark(row.id, { sending: taken.again, dueMs, tries: row.tries + 1 });
  return true;
}

/** It waits, as all that is told there, until somebody speaks there. */
async function rest(tables: NotifyTables, taken: TakenRow, nowMs: number): Promise<boolean> {
  const { row, again, atMs } = taken;
  const rests = await tables.reach.rest(row.to, { triedMs: atMs, atMs: nowMs });
  await tables.outbox.mark(row.id, { sending: again, dueMs: nowMs + missingMs(1, () => 0) });
  return rests;
}

async function show(
  tables: NotifyTables,
  taken: TakenRow,
  { activityId, atMs }: { readonly activityId: string | null; readonly atMs: number },
): Promise<void> {
  const { row, draft } = taken;
  const posted = activityId === null ? null : { activityId, atMs };
  await replaceRoot(tables, taken, posted);
  if (row.slot === null || posted === null) return;
  await tables.posted.put(row.to, row.slot, posted);
  const { content } = draft;
  if (content.kind === 'card' && row.slot === cardSlot(content.notice.jobKey))
    await tables.jobSubscriptions.setCard(content.notice.jobKey, row.to, posted.activityId);
}

/** A go-ahead that something was told in place of waits beside the conversation's order, and follows once it is true. */
async function owe(
  { outbox }: NotifyTables,
  { row, draft, activityId }: TakenRow,
  { validity, nowMs }: { readonly validity: Validity; readonly nowMs: number },
): Promise<void> {
  const { content, toldInstead = [] } = draft;
  if (validity === 'fresh' || activityId !== null || content.kind !== 'event') return;
  const underSlot = draft.underSlot ?? (toldInstead.length === 0 ? row.slot : null);
  const owed = {
    ...draft,
    content: { ...content, night: null },
    underSlot,
    alert: draft.alert && underSlot === null, // As all replies of a night.
    cardId: toldInstead.length === 0 ? `${draft.cardId}:owed` : draft.cardId,
    toldInstead: [...toldInstead, validity],
  };
  const { to } = row;
  const slot = deferredSlot(content.notice.jobKey);
  await outbox.put({ to, slot, update: true, body: draftToJson(owed), createdMs: nowMs + OWED_MS });
}
