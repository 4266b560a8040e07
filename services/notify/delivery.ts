import type { ConversationKey } from '../access/conversation';
import { conversationMapKey } from '../access/conversation';
import { backoffMs, missingMs, unansweredMs } from './backoff';
import { DeliveryError, mayHaveArrived } from './deliveryError';
import type { Messenger, OutgoingMessage, QueuedMessage } from './message';
import type { OutboxParts } from './outboxParts';
import { type Outcome, settleRow } from './recordOutcome';
import { currentMessage } from './revalidate';
import { createSendRates } from './sendRates';
import { DEFERRED_MS_MAX } from './slots';
import type { NoRowDue, TakenRow } from './takenRow';
import { takeRow } from './takeRow';

export interface Delivery {
  /**
   * Sends what waits for a conversation, one by one, until nothing is left that may be sent now. Resolves with the time
   * (epoch ms) before which it need not be called again; null: as soon as something is due.
   */
  deliver(to: ConversationKey, signal: AbortSignal): Promise<number | null>;
}

/** The only end of what the channel asks to try again: an outage loses nothing of the last day. */
const AGE_MS_MAX = 24 * 3_600_000;
/** A longer wait for the channel's rates gives the lease back. */
const PATIENCE_REAL_MS = 2_000;
/** Somebody else is at it. */
const LEASED_REAL_MS = 2_000;
const SETTLE_EVERY_REAL_MS = 500;

export function createDelivery(parts: OutboxParts): Delivery {
  const { store, clock, owner } = parts;
  const rates = createSendRates();
  const nowMs = (): number => clock.now().getTime();
  const deliver = createSend(parts);

  /** Waits until the rates allow a send. false: too long, or the outbox ends. */
  const allowed = async (key: string, signal: AbortSignal): Promise<boolean> => {
    for (;;) {
      const waitMs = rates.nextAllowedMs(key, nowMs()) - nowMs();
      if (signal.aborted || waitMs > PATIENCE_REAL_MS * clock.speed) return false;
      if (waitMs <= 0) return true;
      await clock.sleep(waitMs, signal).catch(() => undefined);
    }
  };
  const take = (to: ConversationKey): Promise<TakenRow | NoRowDue | 'leased'> =>
    store.transaction(async (tables) =>
      (await tables.leases.claim(leaseOf(to), owner)) ? takeRow(tables, to, nowMs()) : 'leased',
    );
  /** The channel has had its say: nothing goes on before that is written, or the outbox ends. */
  const settle = async (taken: TakenRow, outcome: Outcome, signal: AbortSignal): Promise<boolean> => {
    for (;;) {
      try {
        return await store.transaction((tables) => settleRow(tables, taken, { outcome, nowMs: nowMs() }));
      } catch (error) {
        if (signal.aborted) throw error;
        parts.log.warn(
          { err: error, message: taken.row.id },
          'what came of a message could not be written; it is tried again',
        );
        await clock.sleep(SETTLE_EVERY_REAL_MS * clock.speed, signal).catch(() => undefined);
      }
    }
  };
  const work = async (to: ConversationKey, signal: AbortSignal): Promise<number | null> => {
    const key = conversationMapKey(to);
    for (;;) {
      if (!(await allowed(key, signal))) return rates.nextAllowedMs(key, nowMs());
      const taken = await take(to);
      if (taken === 'leased') return nowMs() + LEASED_REAL_MS * clock.speed;
      if (!('row' in taken)) return taken.untilMs;
      const ready = async (): Promise<boolean> => {
        // Others were sent since it was first asked: what is allowed now is spent before anybody else asks.
        const isAllowed = await allowed(key, signal);
        if (isAllowed) rates.countSend(key, nowMs());
        return isAllowed;
      };
      const outcome = await deliver(taken, ready);
      if (outcome.kind === 'again' && outcome.error?.afterMs) rates.hold(key, outcome.dueMs);
      if (!(await settle(taken, outcome, signal))) return null;
    }
  };
  return {
    async deliver(to, signal) {
      try {
        return await work(to, signal);
      } finally {
        await store.transaction(({ leases }) => leases.release(leaseOf(to), owner)).catch(() => undefined); // It runs out by itself.
      }
    },
  };
}

function leaseOf(to: ConversationKey): string {
  return `tell:${conversationMapKey(to)}`;
}

/** A message at which the channel fails so often is what it fails at: those behind it go on. */
const FAILED_MAX = 5;
/** So often a message is refused before it is given up. */
const REFUSED_MAX = 4;
/** So often a message that is to change is not found before it is taken for deleted: within three minutes. */
const LOST_MAX = 5;

/** Whether a request may be sent now, counted if so. */
type Ready = () => Promise<boolean>;

function createSend(parts: OutboxParts): (taken: TakenRow, ready: Ready) => Promise<Outcome> {
  const { clock, log, metrics, messenger, random } = parts;
  const count = (result: string): void => {
    metrics.count('bot_deliveries_total', { result });
  };
  const drop = (taken: TakenRow, why: string): Outcome => {
    count(why);
    const { row, draft } = taken;
    log.error(
      { message: row.id, conversation: row.to.conversation, kind: draft.content.kind, why },
      'a message is dropped',
    );
    return { kind: 'dropped' };
  };
  const again = (taken: TakenRow, error: DeliveryError | null): Outcome => {
    const { row, activityId } = taken;
    // The same change of a message twice is no harm.
    const mayRepeat = activityId === null && mayHaveArrived(error);
    if (error?.kind === 'refused' && row.failed + 1 >= REFUSED_MAX) return drop(taken, 'refused');
    if (mayRepeat && error?.kind === 'failed' && row.failed + 1 >= FAILED_MAX) return drop(taken, 'failedTooOften');
    return { kind: 'again', dueMs: clock.now().getTime() + waitMs(taken, error, random), error };
  };
  const failed = (taken: TakenRow, caught: unknown): Outcome => {
    const error = caught instanceof DeliveryError ? caught : new DeliveryError('unanswered');
    if (!(caught instanceof DeliveryError)) log.error({ err: caught }, 'the channel failed in an unknown way');
    if (error.kind === 'impossible') return drop(taken, 'refused');
    if (error.kind !== 'refused') count(error.kind === 'retry' ? 'repeated' : error.kind);
    if (error.kind === 'gone') return { kind: 'gone' };
    if (error.kind !== 'missing' && error.kind !== 'lost') return again(taken, error);
    if (taken.activityId === null) return { kind: 'missing', chance: random() };
    // A message that is to change and is not found says nothing about its conversation: the next post will.
    return isDeleted(error, taken) ? { kind: 'dropped' } : again(taken, error);
  };
  const send = async (taken: TakenRow, message: OutgoingMessage): Promise<Outcome> => {
    try {
      const activityId = await post(messenger, message, taken.activityId);
      count('sent');
      return { kind: 'sent', activityId, validity: message.validity };
    } catch (error) {
      if (isLost(error, taken)) return send({ ...taken, activityId: null }, message);
      return failed(taken, error);
    }
  };

  return async (taken, ready) => {
    const { row, draft } = taken;
    if (clock.now().getTime() - row.createdMs > ageMsMax(draft)) return drop(taken, 'tooOld');
    try {
      const message = await stillWanted(taken, parts);
      if (message !== null && 'heldUntilMs' in message) return { kind: 'held', dueMs: message.heldUntilMs };
      if (message === null) {
        count('withdrawn');
        return { kind: 'dropped' };
      }
      if (!(await ready())) return { kind: 'untried' };
      if (taken.again) count('resent');
      return await send(taken, message);
    } catch (error) {
      log.warn({ err: error, message: row.id }, 'whether a message may be told could not be found out; it waits');
      return again(taken, null);
    }
  };
}

/** The message as it is true now; null: nobody is to be told. */
async function stillWanted({ row, draft, watches, activityId, stopped }: TakenRow, checks: OutboxParts) {
  return stopped ? null : currentMessage({ to: row.to, draft, watches, isChange: activityId !== null }, checks);
}

function ageMsMax({ toldInstead }: QueuedMessage): number {
  return toldInstead === undefined ? AGE_MS_MAX : DEFERRED_MS_MAX;
}

/** Whether the message was deleted that was to change, and what it says now is told by that change alone: it is posted anew. */
function isLost(error: unknown, taken: TakenRow): boolean {
  const { activityId, draft } = taken;
  return activityId !== null && draft.content.kind === 'group' && isDeleted(error, taken);
}

/** The channel says so, or finds the message no more however often it is asked. */
function isDeleted(error: unknown, { row }: TakenRow): boolean {
  if (!(error instanceof DeliveryError)) return false;
  return error.kind === 'lost' || (error.kind === 'missing' && row.tries + 1 >= LOST_MAX);
}

/** How long to wait before the next try, ms. */
function waitMs({ row, activityId }: TakenRow, error: DeliveryError | null, random: () => number): number {
  if (error?.kind === 'missing') return missingMs(row.tries + 1, random);
  if (error?.kind === 'refused') return unansweredMs(row.failed + 1, random);
  if (activityId === null && mayHaveArrived(error)) return unansweredMs(row.unanswered + 1, random);
  return backoffMs(row.tries, error?.afterMs ?? null, random);
}

/** Resolves with the id of the message that shows it; null where the channel named none. */
async function post(messenger: Messenger, message: OutgoingMessage, activityId: string | null): Promise<string | null> {
  if (activityId === null) return (await messenger.post(message)).activityId;
  await messenger.update(message, activityId);
  return activityId;
}
