import { setMaxListeners } from 'node:events';

import type { ConversationKey } from '../access/conversation';
import { conversationMapKey } from '../access/conversation';
import { createDelivery } from './delivery';
import type { OutboxParts } from './outboxParts';

export interface Outbox {
  /** Begins to send what waits. */
  start(): void;
  /** Takes up nothing more; resolves once what is being sent is settled and the leases are given back. The caller bounds it. */
  stop(): Promise<void>;
  /** Something was raised: looks at once. */
  wake(): void;
}

/** So many conversations are told at the same time. */
const AT_ONCE = 32;
const DUE_MAX = 1_000;
/** What another replica left is found within this; real time. */
const POLL_REAL_MS = 5_000;
const PAUSE_REAL_MS = 20;

/**
 * Sends what `raise` wrote: in order within a conversation, one at a time, whatever process it is; conversations beside
 * each other. A message is deleted in a transaction of its own once the channel has it, so that a kill in between, or a
 * send without an answer, is the only way to two of it.
 */
export function createOutbox(parts: OutboxParts): Outbox {
  const { store, clock, log } = parts;
  const delivery = createDelivery(parts);
  const busy = new Map<string, Promise<void>>();
  /** Conversations that are not looked at before a time: leased to another replica, held by the channel, or waiting for a retry; for one poll at most, since who speaks there makes what waits due. */
  const parked = new Map<string, number>();
  const ended = new AbortController();
  setMaxListeners(2 * AT_ONCE + 10, ended.signal); // Each conversation that is told may sleep on it.
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

  /** Begins what is due and resolves with when to look again. */
  const look = async (): Promise<number> => {
    const nowMs = clock.now().getTime();
    for (const [key, untilMs] of parked) if (untilMs <= nowMs) parked.delete(key);
    const limit = Math.min(AT_ONCE + busy.size + parked.size, DUE_MAX);
    const { due, nextMs } = await store.transaction(async ({ outbox }) => ({
      due: await outbox.dueConversations(nowMs, limit),
      nextMs: await outbox.nextDueMs(nowMs),
    }));
    for (const to of due)
      if (busy.size < AT_ONCE && !busy.has(conversationMapKey(to)) && !parked.has(conversationMapKey(to))) begin(to);
    return Math.min(nowMs + POLL_REAL_MS * clock.speed, nextMs ?? Infinity, ...parked.values());
  };

  const run = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      nap = new AbortController(); // Of its own each time: one that follows `ended` would be held by it until the end.
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
