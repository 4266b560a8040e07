import { type ConversationKey, conversationMapKey } from '../../access/conversation';
import { SECOND_MS } from '../../platform/durations';
import { noteOnSpan, type TraceStart, untraced } from '../../platform/trace';
import type { OutboxParts } from './outboxParts';
import { recordOutcome, type SendOutcome } from './recordOutcome';
import { createSend } from './sendMessage';
import { createSendRates } from './sendRates';
import type { NoRowDue, TakenRow } from './takenRow';
import { takeRow } from './takeRow';

interface Delivery {
  /**
   * Sends the waiting messages of one conversation, one after another, until none may be sent now. Resolves with the
   * time (epoch ms) before which no call is needed. Null: the next call follows when a row is due.
   */
  deliver(to: ConversationKey, signal: AbortSignal): Promise<number | null>;
}

/** If the rates require a longer wait than this, the conversation's lease is released meanwhile. */
const PATIENCE_REAL_MS = 2 * SECOND_MS;
/** The wait before the next try, if another replica holds the conversation's lease. */
const LEASED_REAL_MS = 2 * SECOND_MS;
const RECORD_EVERY_REAL_MS = 500;

export function createDelivery(parts: OutboxParts): Delivery {
  const { store, clock, owner, tracer = untraced } = parts;
  const rates = createSendRates();
  const nowMs = (): number => clock.now().getTime();
  const send = createSend(parts);

  /** Waits until the rates allow a send. False if the wait is too long, or the outbox stops. */
  const isAllowed = async (key: string, signal: AbortSignal): Promise<boolean> => {
    for (;;) {
      const waitMs = rates.nextAllowedMs(key, nowMs()) - nowMs();
      if (signal.aborted || waitMs > PATIENCE_REAL_MS * clock.speed) return false;
      if (waitMs <= 0) return true;
      await clock.sleep(waitMs, signal).catch(() => undefined);
    }
  };
  /** Retries until the outcome is written, so that no later message overtakes it, or until the outbox stops. */
  const record = async (taken: TakenRow, outcome: SendOutcome, signal: AbortSignal): Promise<boolean> => {
    for (;;) {
      try {
        return await store.transaction((tables) => recordOutcome(tables, taken, { outcome, nowMs: nowMs() }));
      } catch (error) {
        if (signal.aborted) throw error;
        parts.log.warn(
          { err: error, message: taken.row.id },
          'what came of a message could not be written; it is tried again',
        );
        await clock.sleep(RECORD_EVERY_REAL_MS * clock.speed, signal).catch(() => undefined);
      }
    }
  };
  const work = async (to: ConversationKey, signal: AbortSignal): Promise<number | null> => {
    const key = conversationMapKey(to);
    for (;;) {
      if (!(await isAllowed(key, signal))) return rates.nextAllowedMs(key, nowMs());
      const taken = await take(parts, to);
      if (taken === 'leased') return nowMs() + LEASED_REAL_MS * clock.speed;
      if (!('row' in taken)) return taken.untilMs;
      const mayStart = async (): Promise<boolean> => {
        // Other conversations may have sent since the first check. The send is counted before any other caller can
        // check.
        const isAllowedNow = await isAllowed(key, signal);
        if (isAllowedNow) rates.countSend(key, nowMs());
        return isAllowedNow;
      };
      const goesOn = await tracer(traceOf(taken), async () => {
        const outcome = await send(taken, mayStart);
        noteOnSpan({ 'bot.delivery': outcome.kind });
        if (outcome.kind === 'again' && outcome.error?.afterMs) rates.hold(key, outcome.dueMs);
        return record(taken, outcome, signal);
      });
      if (!goesOn) return null;
    }
  };
  return {
    async deliver(to, signal) {
      try {
        return await work(to, signal);
      } finally {
        // A lease that is not released expires by itself.
        await store.transaction(({ leases }) => leases.release(leaseOf(to), owner)).catch(() => undefined);
      }
    },
  };
}

/** `leased`: another replica sends to the conversation. */
function take({ store, owner, clock }: OutboxParts, to: ConversationKey): Promise<TakenRow | NoRowDue | 'leased'> {
  return store.transaction(async (tables) =>
    (await tables.leases.claim(leaseOf(to), owner)) ? takeRow(tables, to, clock.now().getTime()) : 'leased',
  );
}

/** The delivery goes on with the trace of the person who asked, or of the read that found the event. */
function traceOf({ row, draft, activityId }: TakenRow): TraceStart {
  const { content, trace: parent, cause } = draft;
  const told = content.kind === 'event' ? content.notice.event : content.kind;
  const facts = { 'bot.message': told, 'bot.try': row.tries + 1, 'bot.is_update': activityId !== null };
  return { name: `delivery ${told}`, kind: 'consumer', facts, parent, cause };
}

function leaseOf(to: ConversationKey): string {
  return `tell:${conversationMapKey(to)}`;
}
