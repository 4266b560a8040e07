import { HOUR_MS } from '../platform/durations';

/**
 * A count of reads, or what Azure reported about its limit. Several processes share Azure's limit, so each stores its
 * counts for the others, and for itself after a restart.
 */
export interface ReadCount {
  /** The limit that these reads count against: `<subscription> <action>`. */
  readonly budget: string;
  /**
   * `command`: reads for users in the minute from `atMs`. `watch`: reads of the monitor in that minute. `remaining`:
   * the highest number of reads left that Azure's header showed in the hour from `atMs`. `blocked`: Azure refuses reads
   * until `atMs`; `value` is 0.
   */
  readonly kind: 'command' | 'watch' | 'remaining' | 'blocked';
  /** Epoch ms of the bot's clock. */
  readonly atMs: number;
  readonly value: number;
}

export interface ReadCounts {
  /** Stores counts of the process `owner`. Each replaces the owner's row of the same budget, kind and time. */
  put(owner: string, counts: readonly ReadCount[]): Promise<void>;
  /**
   * Counts of all other processes: the sum of their reads, the highest of their `remaining`. Returns the newest
   * READ_COUNTS_MAX rows.
   */
  ofOthers(owner: string, sinceMs: number): Promise<readonly ReadCount[]>;
}

/** Holds the rows of some hundred subscriptions: 60 minutes of reads by two kinds, and 24 hours of `remaining`. */
export const READ_COUNTS_MAX = 20_000;
/** Azure's limit is per hour, so a count of reads serves for an hour. */
export const READS_KEPT_MS = 2 * HOUR_MS;
/** The highest `remaining` of a day tells how many reads Azure allows in an hour. */
export const REMAINING_KEPT_MS = 25 * HOUR_MS;
