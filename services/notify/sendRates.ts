/** What Teams allows one bot per conversation, updates counted too (TEAMS.md 2); times in ms. */
const PER_CONVERSATION = [
  { withinMs: 1_000, most: 7 },
  { withinMs: 2_000, most: 8 },
  { withinMs: 30_000, most: 60 },
  { withinMs: 3_600_000, most: 1_800 },
] as const;
const LONGEST_MS = 3_600_000;
/** Of all conversations of the app together. */
const FOR_ALL = [{ withinMs: 1_000, most: 50 }] as const;
const SWEEP_EVERY = 1_000;

/** Teams' send rates, of this process; another replica's sends show as 429s. Times are epoch ms of the bot's clock. */
export interface SendRates {
  /** When the next send to the conversation is allowed; `nowMs` where it is now. */
  nextAllowedMs(conversation: string, nowMs: number): number;
  /** A send begins: call it before the first await after `nextMs`. */
  countSend(conversation: string, nowMs: number): void;
  /** The channel said 429: nothing goes to the conversation before. */
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
