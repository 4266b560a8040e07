import { SECOND_MS } from '../../services/platform/durations';
import { type Finding, finding } from './finding';

/** An answer whose `Date` tells the time of somebody else's clock. */
export interface Witness {
  readonly host: string;
  /** The answer's `Date`. */
  readonly date: string;
  /** When the request went out and its answer came, by this machine's clock (epoch ms). */
  readonly sentMs: number;
  readonly receivedMs: number;
}

/** Beyond this, times on cards and the order of readings are wrong enough to be noticed. */
const SKEW_MS_MAX = 5 * SECOND_MS;
/** `Date` has whole seconds, cut off. */
const RESOLUTION_MS = SECOND_MS;

/**
 * How far this clock is ahead of the witness's, negative for behind, at least: what half a round trip and the second's
 * fraction may explain is taken off. Null where the answer tells no time.
 */
export function leastSkewMs({ date, sentMs, receivedMs }: Witness): number | null {
  const told = Date.parse(date);
  if (Number.isNaN(told)) return null;
  const skew = (sentMs + receivedMs) / 2 - (told + RESOLUTION_MS / 2);
  const unsure = Math.abs(receivedMs - sentMs) / 2 + RESOLUTION_MS / 2;
  return Math.sign(skew) * Math.max(0, Math.abs(skew) - unsure);
}

export function checkClock(witness: Witness): Finding {
  const { host } = witness;
  const skewMs = leastSkewMs(witness);
  if (skewMs === null) return finding(['clock', host], 'clockUnread', { host });
  const seconds = Math.round(Math.abs(skewMs) / SECOND_MS);
  if (Math.abs(skewMs) <= SKEW_MS_MAX) return finding(['clock', host], 'clockRight', { host, seconds });
  return finding(['clock', host], skewMs > 0 ? 'clockAhead' : 'clockBehind', { host, seconds });
}
