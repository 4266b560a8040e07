import { setMaxListeners } from 'node:events';

import type { ConversationKey } from '../../access/conversation';
import { conversationMapKey } from '../../access/conversation';
import { SECOND_MS } from '../../platform/durations';
import { createDelivery } from './delivery';
import type { OutboxParts } from './outboxParts';

export interface Outbox {
  /** Begins to send waiting messages. */
  start(): void;
  /** Begins no further send. Resolves, without a time limit, when running sends are recorded and leases released. */
  stop(): Promise<void>;
  /** Looks for due messages at once; called after a message was enqueued. */
  wake(): void;
}

/** Maximum number of conversations to which messages are sent at the same time. */
const AT_ONCE = 32;
const DUE_MAX = 1_000;
/** The interval of polls (real time), which find messages that another replica enqueued or left. */
const POLL_REAL_MS = 5 * SECOND_MS;
const PAUSE_REAL_MS = 20;

/**
 * Sends what `enqueue` wrote. Within a conversation it sends in order and one at a time, across all replicas; several
 * conversations run in parallel. Once the channel has a message, a separate transaction deletes the row. So a message
 * is sent twice only if the process dies in between, or if no answer came.
 */
export function createOutbox(parts: OutboxParts): Outbox {
  const { clock, log } = parts;
  const delivery = createDelivery(parts);
  const busy = new Map<string, Promise<void>>();
  /**
   * Conversations to skip until a time (epoch ms): leased to another replica, held back by the channel or waiting for a
   * retry. No time is later than the next poll, because a person who speaks there makes all its messages due.
   */
  const parked = new Map<string, number>();
  const ended = new AbortController();
  setMaxListeners(2 * AT_ONCE + 10, ended.signal); // Each conversation may sleep on it.
  let nap = new AbortController();
  let loop: Promise<void> | undefined;
  const wake = (): void => {
    nap.abort();
  };

  const begin = (to: ConversationKey): void => {
    const key = conversationMapKey(to);
    const work = async (): Promise<void> => {
      const untilMs = await delivery.deliver(to, ended.signal).catch((error: unknown) => {
        log.error({ err: error, conversation: to.conversation }, 'messages could not be sent; they wait');
        return clock.now().getTime() + POLL_REAL_MS * clock.speed;
      });
      if (untilMs !== null) parked.set(key, Math.min(untilMs, clock.now().getTime() + POLL_REAL_MS * clock.speed));
      busy.delete(key);
      wake();
    };
    busy.set(key, work());
  };

  /** Starts the conversations that are due and resolves with the time to look again. */
  const look = async (): Promise<number> => {
    const nowMs = clock.now().getTime();
    for (const [key, untilMs] of parked) if (untilMs <= nowMs) parked.delete(key);
    const limit = Math.min(AT_ONCE + busy.size + parked.size, DUE_MAX);
    const { due, nextMs } = await readDue(parts, nowMs, limit);
    const isFree = (key: string): boolean => busy.size < AT_ONCE && !busy.has(key) && !parked.has(key);
    for (const to of due) if (isFree(conversationMapKey(to))) begin(to);
    return Math.min(nowMs + POLL_REAL_MS * clock.speed, nextMs ?? Infinity, ...parked.values());
  };

  const run = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      nap = new AbortController(); // A new one each time: signals that follow `ended` would pile up in its memory.
      const untilMs = await look().catch((error: unknown) => {
        log.warn({ err: error }, 'the outbox could not be read; it is read again');
        return clock.now().getTime() + POLL_REAL_MS * clock.speed;
      });
      const waitMs = Math.max(untilMs - clock.now().getTime(), PAUSE_REAL_MS * clock.speed);
      await clock.sleep(waitMs, nap.signal).catch(() => undefined);
    }
    await Promise.all(busy.values());
  };

  return {
    start() {
      loop ??= run();
    },
    async stop() {
      ended.abort();
      nap.abort();
      await loop;
    },
    wake,
  };
}

/** The conversations that are due, and when the next row is due. */
function readDue(
  { store }: OutboxParts,
  nowMs: number,
  limit: number,
): Promise<{ readonly due: readonly ConversationKey[]; readonly nextMs: number | null }> {
  return store.transaction(async ({ outbox }) => ({
    due: await outbox.dueConversations(nowMs, limit),
    nextMs: await outbox.nextDueMs(nowMs),
  }));
}
