import type { ReadCount } from '../backup/readCounts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../platform/durations';

const HOUR_MINUTES = 60;

/** Numbers of reads with their times, from this process or from others. */
type Counts = Pick<ReadCount, 'atMs' | 'value'>;

/** Reads of the last hour, by this process and by others. */
interface HourlyCounter {
  add(nowMs: number): void;
  /** The reads of the hour, or only those of the last `minutes` and the current one. */
  count(nowMs: number, minutes?: number): number;
  /** When the oldest counted read no longer counts. */
  freeAtMs(nowMs: number): number;
  byMinute(nowMs: number): LimiterBudget['spent'];
  own(): readonly Counts[];
  /** Replaces the counts of other processes. */
  setOthers(others: readonly Counts[]): void;
}

/** Counts by minute: 61 numbers for any number of reads. It covers an hour and up to one minute more, never less. */
export function createHourlyCounter(): HourlyCounter {
  const own = new Map<number, number>();
  let ofOthers: ReadonlyMap<number, number> = new Map();
  const minutes = (nowMs: number, last = HOUR_MINUTES): readonly Counts[] => {
    const minuteMs = startOfSpan(nowMs, MINUTE_MS);
    for (const atMs of own.keys()) if (atMs < minuteMs - HOUR_MS) own.delete(atMs);
    const all = [...new Set([...own.keys(), ...ofOthers.keys()])]
      .filter((atMs) => atMs >= minuteMs - last * MINUTE_MS)
      .sort((a, b) => a - b);
    return all.map((atMs) => ({ atMs, value: (own.get(atMs) ?? 0) + (ofOthers.get(atMs) ?? 0) }));
  };
  return {
    add(nowMs) {
      const atMs = startOfSpan(nowMs, MINUTE_MS);
      own.set(atMs, (own.get(atMs) ?? 0) + 1);
    },
    count: (nowMs, last) => minutes(nowMs, last).reduce((sum, { value }) => sum + value, 0),
    byMinute: (nowMs) => minutes(nowMs).map(({ atMs, value }) => ({ atMs: atMs + MINUTE_MS, reads: value })),
    freeAtMs: (nowMs) => (minutes(nowMs)[0]?.atMs ?? startOfSpan(nowMs, MINUTE_MS)) + HOUR_MS + MINUTE_MS,
    own: () => [...own].map(([atMs, value]) => ({ atMs, value })),
    setOthers(others) {
      ofOthers = new Map(others.map(({ atMs, value }) => [atMs, value]));
    },
  };
}

/** The highest number of the last 24 hours, seen by this process or by others. */
interface DailyMaximum {
  /** Adds a number. Returns whether it is the highest of its hour. */
  add(value: number, nowMs: number): boolean;
  within(nowMs: number): number | null;
  own(): readonly Counts[];
  setOthers(others: readonly Counts[]): void;
}

export function createDailyMaximum(): DailyMaximum {
  const own = new Map<number, number>();
  let ofOthers: readonly Counts[] = [];
  return {
    add(value, nowMs) {
      const atMs = startOfSpan(nowMs, HOUR_MS);
      if (value <= (own.get(atMs) ?? -Infinity)) return false;
      own.set(atMs, value);
      return true;
    },
    within(nowMs) {
      const oldest = startOfSpan(nowMs, HOUR_MS) - DAY_MS;
      for (const atMs of own.keys()) if (atMs <= oldest) own.delete(atMs);
      const others = ofOthers.filter(({ atMs }) => atMs > oldest).map(({ value }) => value);
      const all = [...own.values(), ...others];
      return all.length === 0 ? null : Math.max(...all);
    },
    own: () => [...own].map(([atMs, value]) => ({ atMs, value })),
    setOthers(others) {
      ofOthers = others;
    },
  };
}

function startOfSpan(nowMs: number, spanMs: number): number {
  return Math.floor(nowMs / spanMs) * spanMs;
}

/**
 * What a limiter has left for one share. `spent` holds the reads of the last hour by the minute, oldest first, each
 * with its latest possible time.
 */
export interface LimiterBudget {
  readonly perHour: number;
  /** How much `perHour` shrinks within an hour, if others that share the limit go on as in the last minutes. */
  readonly losesInAnHour: number;
  readonly spent: readonly { readonly atMs: number; readonly reads: number }[];
  /** Until when no read is allowed; 0 if reads are allowed now. */
  readonly blockedUntilMs: number;
}
