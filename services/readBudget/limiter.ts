import type { ReadCount } from '../backup/readCounts';
import type { Clock } from '../platform/clock';
import { MINUTE_MS, SECOND_MS } from '../platform/durations';
import { createDailyMaximum, createHourlyCounter, type LimiterBudget } from './counter';

/** Who spends a read: a person's command, or the monitor. */
export type ReadShare = 'command' | 'watch';

/** `own` means that the bot's budget is spent; otherwise Azure asked the bot to wait. */
export interface ReadRefusal {
  readonly own: boolean;
  readonly until: Date;
}

export interface LimiterState {
  /** The reads per hour from which the budget is computed; null if no limit is kept. */
  readonly limit: number | null;
  /** Reads of the last hour. */
  readonly used: Readonly<Record<ReadShare, number>>;
  /** The latest value of Azure's header; null before the first. */
  readonly remaining: number | null;
  readonly blockedUntil: Date | null;
}

/**
 * The budget of one subscription and action (docs/decisions/reads.md). Azure counts everybody's reads there. The bot
 * sees only its own reads and, in each answer, how many remain. The limiter refuses reads and never queues them.
 */
export interface ReadLimiter {
  /** Counts one read that goes out now, or returns why it must not. */
  take(share: ReadShare): ReadRefusal | null;
  /** Ends one read that was taken, with the answer's `x-ms-ratelimit-remaining-subscription-resource-requests`. */
  answered(remaining: number | null): void;
  /** Forbids every read before `until`, after a 429. */
  block(until: Date): void;
  state(): LimiterState;
  /** What a planner of reads must know. */
  budget(share: ReadShare): LimiterBudget;
  /** The counts of this process alone, at most 160. Other processes need them, and this one after a restart. */
  counts(): readonly BudgetCount[];
  /** Grows with every change of `counts`. */
  revision(): number;
  /** Replaces the counts of all other processes. */
  setOthers(others: readonly BudgetCount[]): void;
}
/** A count without the name of its budget. */
export type BudgetCount = Omit<ReadCount, 'budget'>;

/** Reads per hour that Azure was seen to allow (docs/azure.md). */
const LIMIT_DEFAULT = 150;
/**
 * Minimum limit that the bot assumes. A lower limit, learned while others read much, would stop the reads that show a
 * higher one.
 */
const LIMIT_MIN = 10;
const SHARE_OF: Readonly<Record<ReadShare, number>> = { command: 0.4, watch: 0.5 };
/** The share of the limit that is always left to other tools. */
const RESERVE = 0.1;
/**
 * The share of the limit that commands keep, even if AZURE_JOB_READS_PER_HOUR gives the monitor more than half.
 * Commands then use the reserve, as long as Azure still shows reads in it.
 */
const COMMANDS_MIN = 0.1;
/**
 * How long reads pause when the remaining number reaches the reserve, and when it reaches half of it. Azure does not
 * say when it counts anew, and each read that checks costs a read of the reserve.
 */
const LOW_PAUSE_MS = 5 * MINUTE_MS;
const LOWEST_PAUSE_MS = 15 * MINUTE_MS;

/** When a read is worth another try that was refused for those under way. */
const UNDER_WAY_MS = 10 * SECOND_MS;

/** The minutes from which the limiter estimates how much others will read. */
const LATELY_MINUTES = 15;

interface LimiterOptions {
  readonly clock: Clock;
  /** Whether a limit is assumed before Azure's header shows one. If not, only a 429 stops reads until then. */
  readonly assumed: boolean;
  /**
   * AZURE_JOB_READS_PER_HOUR: the monitor's maximum instead of half the limit, as far as commands and the reserve allow
   * it. Until Azure names a limit, twice this number is the limit, if that is above the default.
   */
  readonly watchMax: number | null;
  /** The limit before Azure's header shows one, where somebody found it out before; null, or absent: not known. */
  readonly limitBefore?: () => number | null;
}

export function createReadLimiter(options: LimiterOptions): ReadLimiter {
  return new Limiter(options);
}

class Limiter implements ReadLimiter {
  readonly #options: LimiterOptions;
  readonly #used = { command: createHourlyCounter(), watch: createHourlyCounter() };
  readonly #highest = createDailyMaximum();
  /** The last header's value, its time, and the reads that it may not have counted. */
  #last: { readonly remaining: number; readonly atMs: number; taken: number } | null = null;
  #underWay = 0;
  #blockedUntilMs = 0;
  #revision = 0;

  constructor(options: LimiterOptions) {
    this.#options = options;
  }

  take(share: ReadShare): ReadRefusal | null {
    const nowMs = this.#nowMs();
    if (nowMs < this.#blockedUntilMs) return { own: false, until: new Date(this.#blockedUntilMs) };
    const untilMs = this.#ownRefusal(share, nowMs);
    if (untilMs !== null) return { own: true, until: new Date(untilMs) };
    this.#used[share].add(nowMs);
    this.#underWay += 1;
    if (this.#last) this.#last.taken += 1;
    this.#revision += 1;
    return null;
  }

  answered(remaining: number | null): void {
    this.#underWay = Math.max(0, this.#underWay - 1);
    if (!Number.isSafeInteger(remaining) || remaining === null) return;
    const nowMs = this.#nowMs();
    if (this.#highest.add(remaining, nowMs)) this.#revision += 1;
    this.#last = { remaining, atMs: nowMs, taken: this.#underWay };
  }

  block(until: Date): void {
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs, until.getTime());
    this.#revision += 1;
  }

  budget(share: ReadShare): LimiterBudget {
    const nowMs = this.#nowMs();
    return {
      perHour: this.#allowedOf(share, nowMs),
      losesInAnHour: Math.max(0, this.#allowedOf(share, nowMs) - this.#allowedInAnHour(share, nowMs)),
      spent: this.#used[share].byMinute(nowMs),
      blockedUntilMs: Math.max(this.#blockedUntilMs, this.#lowUntilMs(share, nowMs)),
    };
  }

  state(): LimiterState {
    const nowMs = this.#nowMs();
    return {
      limit: this.#hasLimit(nowMs) ? this.#limitOf(nowMs) : null,
      used: { command: this.#used.command.count(nowMs), watch: this.#used.watch.count(nowMs) },
      remaining: this.#last?.remaining ?? null,
      blockedUntil: this.#blockedUntilMs > nowMs ? new Date(this.#blockedUntilMs) : null,
    };
  }

  counts(): readonly BudgetCount[] {
    return [
      ...this.#used.command.own().map((count) => ({ kind: 'command' as const, ...count })),
      ...this.#used.watch.own().map((count) => ({ kind: 'watch' as const, ...count })),
      ...this.#highest.own().map((count) => ({ kind: 'remaining' as const, ...count })),
      ...(this.#blockedUntilMs > 0 ? [{ kind: 'blocked' as const, atMs: this.#blockedUntilMs, value: 0 }] : []),
    ];
  }

  revision(): number {
    return this.#revision;
  }

  setOthers(others: readonly BudgetCount[]): void {
    const of = (wanted: BudgetCount['kind']): readonly BudgetCount[] => others.filter(({ kind }) => kind === wanted);
    this.#used.command.setOthers(of('command'));
    this.#used.watch.setOthers(of('watch'));
    this.#highest.setOthers(of('remaining'));
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs, ...of('blocked').map(({ atMs }) => atMs));
  }

  #nowMs(): number {
    return this.#options.clock.now().getTime();
  }

  /** Whether a limit is known or assumed. */
  #hasLimit(nowMs: number): boolean {
    return this.#options.assumed || this.#highest.within(nowMs) !== null;
  }

  #limitOf(nowMs: number): number {
    const seen = this.#highest.within(nowMs);
    if (seen !== null) return Math.max(seen, LIMIT_MIN);
    const before = this.#options.limitBefore?.() ?? LIMIT_DEFAULT;
    return Math.max(before, LIMIT_MIN, 2 * (this.#options.watchMax ?? 0));
  }

  #commandsMin(limit: number): number {
    const { watchMax } = this.#options;
    return watchMax !== null && watchMax > limit * SHARE_OF.watch ? Math.floor(limit * COMMANDS_MIN) : 0;
  }

  #allowedOf(share: ReadShare, nowMs: number): number {
    return this.#allowedBeside(this.#used[otherOf(share)].count(nowMs), share, nowMs);
  }

  #allowedInAnHour(share: ReadShare, nowMs: number): number {
    const other = otherOf(share);
    const expected = (this.#used[other].count(nowMs, LATELY_MINUTES) * 60) / LATELY_MINUTES;
    const most = Math.floor(this.#limitOf(nowMs) * SHARE_OF[other]);
    return this.#allowedBeside(Math.min(expected, most), share, nowMs);
  }

  #allowedBeside(other: number, share: ReadShare, nowMs: number): number {
    const limit = this.#limitOf(nowMs);
    const { watchMax } = this.#options;
    const part = share === 'watch' && watchMax !== null ? watchMax : Math.floor(limit * SHARE_OF[share]);
    const left = Math.floor(limit * (1 - RESERVE)) - other;
    return Math.max(share === 'command' ? this.#commandsMin(limit) : 0, Math.min(part, left));
  }

  #ownRefusal(share: ReadShare, nowMs: number): number | null {
    if (!this.#hasLimit(nowMs)) return null;
    const untilMs = this.#lowUntilMs(share, nowMs);
    if (untilMs > 0) return untilMs;
    // Reads under way may use up what Azure's last answer showed.
    if (this.#underWay > 0 && this.#last && this.#last.remaining <= this.#last.taken) return nowMs + UNDER_WAY_MS;
    return this.#used[share].count(nowMs) >= this.#allowedOf(share, nowMs) ? this.#used[share].freeAtMs(nowMs) : null;
  }

  /** Until when the share must pause, because other readers left too little; 0 if enough is left. */
  #lowUntilMs(share: ReadShare, nowMs: number): number {
    const last = this.#last;
    const limit = this.#limitOf(nowMs);
    if (!last || last.remaining > limit * RESERVE) return 0;
    const untilMs = last.atMs + (last.remaining > (limit * RESERVE) / 2 ? LOW_PAUSE_MS : LOWEST_PAUSE_MS);
    if (nowMs >= untilMs) return 0;
    const isKept = share === 'command' && this.#used.command.count(nowMs) < this.#commandsMin(limit);
    return isKept && last.remaining - last.taken > 0 ? 0 : untilMs;
  }
}

function otherOf(share: ReadShare): ReadShare {
  return share === 'watch' ? 'command' : 'watch';
}

export interface LimiterRegistry {
  /** The limiters of actions that the bot limits. */
  all(): ReadonlyMap<string, ReadLimiter>;
  /** Returns one limiter, made if it does not exist; null if the bot does not limit that action. */
  named(name: string): ReadLimiter | null;
}
