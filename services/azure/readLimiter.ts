import type { Clock } from '../platform/clock';

/** Who spends: somebody's command, or the watcher. */
export type Share = 'command' | 'watch';

/** `own`: our budget is spent; otherwise Azure asked us to wait. */
export interface Refusal {
  readonly own: boolean;
  readonly until: Date;
}

export interface LimiterState {
  /** Reads an hour that the budget is reckoned from; null: no limit is kept. */
  readonly limit: number | null;
  /** Reads of the last hour. */
  readonly used: Readonly<Record<Share, number>>;
  /** What Azure's header said last; null before. */
  readonly remaining: number | null;
  readonly blockedUntil: Date | null;
}

/** `spent`: reads of the last hour by the minute, oldest first, each as late as it may have been. */
export interface Budget {
  readonly perHour: number;
  readonly spent: readonly { readonly atMs: number; readonly reads: number }[];
  /** 0: nothing stops it. */
  readonly blockedUntilMs: number;
}

/**
 * The budget of one subscription and action (DESIGN.md, read planner). Azure counts what everybody reads there; we see
 * only our own reads and, in each answer, what remains. It refuses and never queues.
 */
export interface ReadLimiter {
  /** Counts one read that goes out now, or says why it must not. */
  take(share: Share): Refusal | null;
  /** `x-ms-ratelimit-remaining-subscription-resource-requests` of an answer. */
  learn(remaining: number): void;
  /** After a 429: nothing goes out before `until`. */
  block(until: Date): void;
  state(): LimiterState;
  /** What one who plans its reads must know. */
  budget(share: Share): Budget;
}

/** What Azure was seen to allow in an hour (AZURE.md 7). */
const LIMIT_DEFAULT = 150;
/** Below it a limit learned from somebody else's busy hour would never let us learn a better one. */
const LIMIT_MIN = 10;
const SHARE_OF: Readonly<Record<Share, number>> = { command: 0.4, watch: 0.5 };
/** What is left to others, in any case. */
const RESERVE = 0.1;
/** How long a remaining count that has come down to the reserve stops us: Azure does not say when it starts anew. */
const LOW_PAUSE_MS = 15 * 60_000;
const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_HOURS = 24;

export interface LimiterOptions {
  readonly clock: Clock;
  /** false: an action whose limit nobody knows; only Azure's 429 stops it. */
  readonly budgeted: boolean;
  /** AZURE_JOB_READS_PER_HOUR: the watcher's most in place of half, as far as commands and the reserve leave it; twice as much is the limit until Azure names one, where that is above the default. */
  readonly watchMax: number | null;
}

export function createReadLimiter({ clock, budgeted, watchMax }: LimiterOptions): ReadLimiter {
  const used = { command: createCounter(), watch: createCounter() };
  const highest = createHighest();
  let low: { readonly remaining: number; readonly atMs: number } | null = null;
  let blockedUntilMs = 0;

  const limitOf = (nowMs: number): number => {
    const seen = highest.within(nowMs);
    return seen === null ? Math.max(LIMIT_DEFAULT, 2 * (watchMax ?? 0)) : Math.max(seen, LIMIT_MIN);
  };
  const allowedOf = (share: Share, limit: number): number => {
    const part = share === 'watch' && watchMax !== null ? watchMax : Math.floor(limit * SHARE_OF[share]);
    const other = used[share === 'watch' ? 'command' : 'watch'].count(clock.now().getTime());
    return Math.max(0, Math.min(part, Math.floor(limit * (1 - RESERVE)) - other));
  };
  const ownRefusal = (share: Share, nowMs: number): number | null => {
    const limit = limitOf(nowMs);
    if (low && low.remaining <= limit * RESERVE && nowMs < low.atMs + LOW_PAUSE_MS) return low.atMs + LOW_PAUSE_MS;
    return used[share].count(nowMs) >= allowedOf(share, limit) ? used[share].freeAtMs(nowMs) : null;
  };

  return {
    take(share) {
      const nowMs = clock.now().getTime();
      if (nowMs < blockedUntilMs) return { own: false, until: new Date(blockedUntilMs) };
      const untilMs = budgeted ? ownRefusal(share, nowMs) : null;
      if (untilMs !== null) return { own: true, until: new Date(untilMs) };
      used[share].add(nowMs);
      return null;
    },
    learn(remaining) {
      if (!Number.isFinite(remaining)) return;
      const nowMs = clock.now().getTime();
      highest.add(remaining, nowMs);
      low = { remaining, atMs: nowMs };
    },
    block(until) {
      blockedUntilMs = Math.max(blockedUntilMs, until.getTime());
    },
    budget(share) {
      const nowMs = clock.now().getTime();
      const lowUntilMs = low && low.remaining <= limitOf(nowMs) * RESERVE ? low.atMs + LOW_PAUSE_MS : 0;
      return {
        perHour: allowedOf(share, limitOf(nowMs)),
        spent: used[share].byMinute(nowMs),
        blockedUntilMs: Math.max(blockedUntilMs, lowUntilMs),
      };
    },
    state() {
      const nowMs = clock.now().getTime();
      return {
        limit: budgeted ? limitOf(nowMs) : null,
        used: { command: used.command.count(nowMs), watch: used.watch.count(nowMs) },
        remaining: low?.remaining ?? null,
        blockedUntil: blockedUntilMs > nowMs ? new Date(blockedUntilMs) : null,
      };
    },
  };
}

/** Counts of the last hour by minute: 61 numbers however many reads there were; up to a minute longer than an hour, never shorter. */
function createCounter(): {
  add(nowMs: number): void;
  count(nowMs: number): number;
  freeAtMs(nowMs: number): number;
  byMinute(nowMs: number): Budget['spent'];
} {
  const minutes = new Map<number, number>();
  const minuteOf = (nowMs: number): number => Math.floor(nowMs / MINUTE_MS);
  const forget = (nowMs: number): void => {
    for (const minute of minutes.keys()) if (minute < minuteOf(nowMs) - HOUR_MINUTES) minutes.delete(minute);
  };
  return {
    add(nowMs) {
      forget(nowMs);
      minutes.set(minuteOf(nowMs), (minutes.get(minuteOf(nowMs)) ?? 0) + 1);
    },
    count(nowMs) {
      forget(nowMs);
      return [...minutes.values()].reduce((sum, count) => sum + count, 0);
    },
    byMinute(nowMs) {
      forget(nowMs);
      return [...minutes].map(([minute, reads]) => ({ atMs: (minute + 1) * MINUTE_MS, reads }));
    },
    /** When the oldest of them no longer counts. */
    freeAtMs: (nowMs) => ([...minutes.keys()][0] ?? minuteOf(nowMs)) * MINUTE_MS + (HOUR_MINUTES + 1) * MINUTE_MS,
  };
}

/** The highest number of the last 24 hours, by hour. */
function createHighest(): { add(value: number, nowMs: number): void; within(nowMs: number): number | null } {
  const hours = new Map<number, number>();
  const hourOf = (nowMs: number): number => Math.floor(nowMs / (HOUR_MINUTES * MINUTE_MS));
  return {
    add(value, nowMs) {
      hours.set(hourOf(nowMs), Math.max(value, hours.get(hourOf(nowMs)) ?? value));
    },
    within(nowMs) {
      for (const hour of hours.keys()) if (hour <= hourOf(nowMs) - DAY_HOURS) hours.delete(hour);
      return hours.size === 0 ? null : Math.max(...hours.values());
    },
  };
}
