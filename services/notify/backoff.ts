const FIRST_MS = 2_000;
const LONGEST_MS = 60_000;
/** No channel asks for more and means it. */
const ASKED_MS_MAX = 3_600_000;

/**
 * How long to wait before the next try, ms: doubled with each of `tries` (0: none has failed before), up to a minute, and
 * up to a fifth more by chance; never less than the channel asked for. `random` is of 0 to 1, without 1.
 */
export function backoffMs(tries: number, askedMs: number | null, random: () => number): number {
  const ownMs = Math.min(FIRST_MS * 2 ** Math.min(tries, 10), LONGEST_MS);
  return Math.ceil(Math.max(ownMs, Math.min(askedMs ?? 0, ASKED_MS_MAX)) * (1 + random() * 0.2));
}

/** A 404 at random is over at once; one that stays is asked about less and less often, until it is believed. */
const MISSING_MS = [2_000, 10_000, 30_000, 2 * 60_000, 5 * 60_000];
const MISSING_MS_MAX = 15 * 60_000;

/** How long to wait, ms, after the channel has said `times` times (1: once) that it knows no such conversation or message. */
export function missingMs(times: number, random: () => number): number {
  return Math.ceil((MISSING_MS[times - 1] ?? MISSING_MS_MAX) * (1 + random() * 0.2));
}

/** Soon enough for who waits, and seldom enough that a message which did arrive is not there a hundred times; from then on hourly. */
const UNANSWERED_MS = [5_000, 30_000, 3 * 60_000, 15 * 60_000];
const UNANSWERED_MS_MAX = 60 * 60_000;

/**
 * How long to wait, ms, after the `times`th send of one message (1: the first) died unanswered, up to a fifth more by
 * chance.
 */
export function unansweredMs(times: number, random: () => number): number {
  return Math.ceil((UNANSWERED_MS[times - 1] ?? UNANSWERED_MS_MAX) * (1 + random() * 0.2));
}
