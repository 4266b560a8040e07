import { HOUR_MS, SECOND_MS } from '../../platform/durations';

/**
 * How many requests Teams allows a bot per conversation; updates of messages count too.
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
 */
const PER_CONVERSATION = [
  { withinMs: SECOND_MS, most: 7 },
  { withinMs: 2 * SECOND_MS, most: 8 },
  { withinMs: 30 * SECOND_MS, most: 60 },
  { withinMs: HOUR_MS, most: 1_800 },
] as const;
const LONGEST_MS = HOUR_MS;
/** The rate for all conversations of the app together. */
const FOR_ALL = [{ withinMs: SECOND_MS, most: 50 }] as const;
const SWEEP_EVERY = 1_000;

/**
 * Keeps this process within Teams' send rates; if replicas together exceed them, Teams answers 429.
 * Times are epoch ms of the bot's clock.
 */
interface SendRates {
  /** When the next send to the conversation is allowed; `nowMs` means at once. */
  nextAllowedMs(conversation: string, nowMs: number): number;
  /**
   * Counts a send that begins. Call it before the first await after `nextAllowedMs`, so that no other caller comes
   * between.
   */
  countSend(conversation: string, nowMs: number): void;
  /** Call it after a 429: nothing is sent to the conversation before `untilMs`. */
  hold(conversation: string, untilMs: number): void;
}

export function createSendRates(): SendRates {
  const sent = new Map<string, number[]>();
  const held = new Map<string, number>();
  const all: number[] = [];
  let spends = 0;
  const sweep = (nowMs: number): void => {
    for (const [key, times] of sent) if (nowMs - (times.at(-1) ?? 0) >= LONGEST_MS) sent.delete(key);
    for (const [key, untilMs] of held) if (untilMs <= nowMs) held.delete(key);
  };
  return {
    nextAllowedMs: (conversation, nowMs) =>
      Math.max(
        nowMs,
        held.get(conversation) ?? 0,
        allowedMs(all, FOR_ALL),
        allowedMs(sent.get(conversation) ?? [], PER_CONVERSATION),
      ),
    countSend(conversation, nowMs) {
      const times = sent.get(conversation) ?? [];
      sent.set(conversation, times);
      keep(times, nowMs, 1_800);
      keep(all, nowMs, 50);
      spends += 1;
      if (spends % SWEEP_EVERY === 0) sweep(nowMs);
    },
    hold(conversation, untilMs) {
      held.set(conversation, Math.max(untilMs, held.get(conversation) ?? 0));
    },
  };
}

function keep(times: number[], nowMs: number, most: number): void {
  times.push(nowMs);
  if (times.length > most) times.shift();
}

function allowedMs(times: readonly number[], limits: readonly { withinMs: number; most: number }[]): number {
  return Math.max(0, ...limits.map(({ withinMs, most }) => (times.at(-most) ?? -withinMs) + withinMs));
}
