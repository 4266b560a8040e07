import { HOUR_MS } from '../platform/durations';

/** What processes that share Azure's limits tell each other, and themselves after a restart. */
export interface ReadCount {
  /** Whose limit: `<subscription> <action>`. */
  readonly budget: string;
  /**
   * `command`, `watch`: reads in the minute that began at `atMs`, by who spent them. `remaining`: the highest that
   * Azure's header showed in the hour that began at `atMs`. `blocked`: Azure asked to wait until `atMs`; `value` is 0.
   */
  readonly kind: 'command' | 'watch' | 'remaining' | 'blocked';
  /** Epoch ms of the bot's clock. */
  readonly atMs: number;
  readonly value: number;
}

export interface ReadCounts {
  /** Each takes the place of what `owner`, a process, said before of the same. */
  put(owner: string, counts: readonly ReadCount[]): Promise<void>;
  /** What all others said: reads summed, of what remained the highest. The newest READ_COUNTS_MAX. */
  ofOthers(owner: string, sinceMs: number): Promise<readonly ReadCount[]>;
}

/** An hour of minutes and a day of hours for some hundred subscriptions. */
export const READ_COUNTS_MAX = 20_000;
/** They matter for an hour, the highest remaining for a day. */
export const READS_KEPT_MS = 2 * HOUR_MS;
export const REMAINING_KEPT_MS = 25 * HOUR_MS;
