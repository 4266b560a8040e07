import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../platform/durations';

const FIRST_MS = 2 * SECOND_MS;
const LONGEST_MS = MINUTE_MS;
/** A longer Retry-After of the channel is cut to this. */
const ASKED_MS_MAX = HOUR_MS;

/**
 * The wait before the next try, in ms. It doubles with each of `tries` (0 before the first failure), up to a minute. A
 * random part adds up to a fifth. It is never shorter than the channel asked for. `random` returns at least 0 and less
 * than 1.
 */
export function backoffMs(tries: number, askedMs: number | null, random: () => number): number {
  const ownMs = Math.min(FIRST_MS * 2 ** Math.min(tries, 10), LONGEST_MS);
  return Math.ceil(Math.max(ownMs, Math.min(askedMs ?? 0, ASKED_MS_MAX)) * (1 + random() * 0.2));
}

/** Waits after random 404s of Teams, which pass at once: the first tries follow quickly, later ones become rarer. */
const MISSING_MS = [2 * SECOND_MS, 10 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 5 * MINUTE_MS];
const MISSING_MS_MAX = 15 * MINUTE_MS;

/** The wait in ms after the `times`th 404 in a row (1 is the first) to a conversation or message. */
export function missingMs(times: number, random: () => number): number {
  return Math.ceil((MISSING_MS[times - 1] ?? MISSING_MS_MAX) * (1 + random() * 0.2));
}

/**
 * The first tries follow soon, because people wait. Later ones are rare, because each may add a copy of the message.
 */
const UNANSWERED_MS = [5 * SECOND_MS, 30 * SECOND_MS, 3 * MINUTE_MS, 15 * MINUTE_MS];
const UNANSWERED_MS_MAX = HOUR_MS;

/** The wait in ms after the `times`th send without an answer (1 is the first). A random part adds up to a fifth. */
export function unansweredMs(times: number, random: () => number): number {
  return Math.ceil((UNANSWERED_MS[times - 1] ?? UNANSWERED_MS_MAX) * (1 + random() * 0.2));
}
