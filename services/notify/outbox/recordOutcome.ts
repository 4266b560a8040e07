import { deliveryEnded, deliveryFailed } from '../../access/audit';
import type { DeliveryError } from '../deliveryError';
import type { Validity } from '../message';
import { isMissedLong } from '../reach';
import type { Heartbeats, NotifyTables } from '../repositories';
import { cardSlot } from '../slots';
import { missingMs } from './backoff';
import { deferGoAhead } from './deferGoAhead';
import { dropRow, replaceRoot } from './replaceRoot';
import { changeRow } from './rowState';
import type { TakenRow } from './takenRow';
import { CARD_EVERY_MS } from './takeRow';

type RecordTables = NotifyTables & { readonly heartbeats: Pick<Heartbeats, 'told'> };

/** The result of one try to send a message. */
export type SendOutcome =
  /** `activityId` is the message that shows it; null if the channel named none. */
  | { readonly kind: 'sent'; readonly activityId: string | null; readonly validity: Validity }
  /** `failure`: why it could not be delivered. Null: it is no longer true, or is hidden from its readers. */
  | { readonly kind: 'dropped'; readonly failure: 'refused' | 'failedTooOften' | 'tooOld' | null }
  /** `error` is null if the message could not be revalidated. */
  | { readonly kind: 'again'; readonly dueMs: number; readonly error: DeliveryError | null }
  /** No request was made: the rates forbid it for now, or the process stops. */
  | { readonly kind: 'untried' }
  /** A deferred go-ahead is still not true. */
  | { readonly kind: 'held'; readonly dueMs: number }
  /**
   * The channel answered 404 to a new message: it knows no such conversation. `chance` (0 to 1) spreads the next try.
   */
  | { readonly kind: 'missing'; readonly chance: number }
  /** The bot is not in the conversation, or may not write there. */
  | { readonly kind: 'gone' };

/** Writes the outcome of a send. Resolves with true if further messages of the conversation may be sent. */
export async function recordOutcome(
  tables: RecordTables,
  taken: TakenRow,
  { outcome, nowMs }: { readonly outcome: SendOutcome; readonly nowMs: number },
): Promise<boolean> {
  const { row } = taken;
  switch (outcome.kind) {
    case 'untried':
      return changeRow(tables.outbox, row, { state: 'waiting', dueMs: row.dueMs });
    case 'held':
      return changeRow(tables.outbox, row, { state: 'waiting', dueMs: outcome.dueMs });
    case 'again':
      return recordFailure(tables, taken, outcome);
    case 'missing':
      return recordMissing(tables, taken, { chance: outcome.chance, nowMs });
    case 'gone':
      return !(await rest(tables, taken, nowMs));
    case 'dropped':
      await dropRow(tables, taken, nowMs);
      if (outcome.failure !== null) await recordUndelivered(tables, taken, { why: outcome.failure, nowMs });
      return true;
    case 'sent':
      await recordSent(tables, taken, { outcome, atMs: nowMs });
      return true;
  }
}

async function recordUndelivered(
  { audit }: NotifyTables,
  { row, draft: { content } }: TakenRow,
  { why, nowMs }: { readonly why: string; readonly nowMs: number },
): Promise<void> {
  const notice = 'notice' in content ? content.notice : null;
  const vm = notice && { name: notice.vmName, itemId: notice.itemId };
  await audit.record(deliveryFailed(row.to, nowMs, { why, vm, jobId: notice?.job?.id ?? null }));
}

function recordFailure(
  { outbox }: NotifyTables,
  { row }: TakenRow,
  { dueMs, error }: Extract<SendOutcome, { readonly kind: 'again' }>,
): Promise<boolean> {
  if (error?.kind === 'unanswered' || error?.kind === 'failed')
    return changeRow(outbox, row, { state: 'unanswered', dueMs, hasFailed: error.kind === 'failed' });
  return changeRow(outbox, row, { state: 'retry', dueMs, isRefused: error?.kind === 'refused' });
}

async function recordSent(
  tables: RecordTables,
  taken: TakenRow,
  { outcome, atMs }: { readonly outcome: Extract<SendOutcome, { readonly kind: 'sent' }>; readonly atMs: number },
): Promise<void> {
  await tables.reach.reached(taken.row.to);
  if (taken.draft.content.kind === 'heartbeat') await tables.heartbeats.told(taken.row.to, atMs);
  await recordShown(tables, taken, { activityId: outcome.activityId ?? taken.activityId, atMs });
  await deferGoAhead(tables, taken, { validity: outcome.validity, nowMs: atMs });
  await changeRow(tables.outbox, taken.row, { state: 'delivered', againMs: atMs + CARD_EVERY_MS });
}

async function recordMissing(
  tables: NotifyTables,
  taken: TakenRow,
  { chance, nowMs }: { readonly chance: number; readonly nowMs: number },
): Promise<boolean> {
  const { row } = taken;
  const missed = await tables.reach.missed(row.to, nowMs);
  if (isMissedLong(missed, nowMs) && (await rest(tables, taken, nowMs))) return false;
  const dueMs = nowMs + missingMs(missed.times, () => chance);
  return changeRow(tables.outbox, row, { state: 'retry', dueMs, isRefused: false });
}

/**
 * Marks the conversation as out of reach until somebody speaks there. False if somebody has spoken since the send
 * began.
 */
async function rest(tables: NotifyTables, { row, atMs }: TakenRow, nowMs: number): Promise<boolean> {
  const rests = await tables.reach.rest(row.to, { triedMs: atMs, atMs: nowMs });
  await changeRow(tables.outbox, row, { state: 'gone', dueMs: nowMs + missingMs(1, () => 0) });
  if (rests) await tables.audit.record(deliveryEnded(row.to, nowMs, 'unreachable'));
  return rests;
}

/** Stores which message shows the row's slot, so that later rows of the slot update that message. */
async function recordShown(
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
