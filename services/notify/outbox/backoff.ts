import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../platform/durations';

const FIRST_MS = 2 * SECOND_MS;
const LONGEST_MS = MINUTE_MS;
/** A longer Retry-After of the channel is cut to this. */
const ASKED_MS_MAX = HOUR_MS;

/**
 * How long to wait before the next try, ms: doubled with each of `tries` (0: none has failed before), up to a minute.
 * Chance adds up to a fifth. It is never less than the channel asked for. `random` is from 0 up to but not 1.
 */
export function backoffMs(tries: number, askedMs: number | null, random: () => number): number {
  const ownMs = Math.min(FIRST_MS * 2 ** Math.min(tries, 10), LONGEST_MS);
  return Math.ceil(Math.max(ownMs, Math.min(askedMs ?? 0, ASKED_MS_MAX)) * (1 + random() * 0.2));
}

/** The random 404s of Teams pass at once, so the first tries follow quickly. Later tries become rarer. */
const MISSING_MS = [2 * SECOND_MS, 10 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 5 * MINUTE_MS];
const MISSING_MS_MAX = 15 * MINUTE_MS;

/** How long to wait, ms, after the `times`th 404 in a row (1: the first) to a conversation or message. */
export function missingMs(times: number, random: () => number): number {
  return Math.ceil((MISSING_MS[times - 1] ?? MISSING_MS_MAX) * (1 + random() * 0.2));
}

/** The first tries follow soon, since people wait. Later ones are rare, since each may add a copy of the message. */
const UNANSWERED_MS = [5 * SECOND_MS, 30 * SECOND_MS, 3 * MINUTE_MS, 15 * MINUTE_MS];
const UNANSWERED_MS_MAX = HOUR_MS;

/** How long to wait, ms, after the `times`th send (1: the first) got no answer; chance adds up to a fifth. */
export function unansweredMs(times: number, random: () => number): number {
  return Math.ceil((UNANSWERED_MS[times - 1] ?? UNANSWERED_MS_MAX) * (1 + random() * 0.2));
}
