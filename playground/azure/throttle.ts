const HOUR_MS = 3_600_000;
/** The highest that the header showed for anything but jobs (AZURE.md 7). */
const OTHER_READS = 1100;
/** What the header says where nothing is limited; it does not count down, as Azure's of 2026 does not. */
const NO_LIMIT = 999_999;

export const JOB_READS = 'Microsoft.RecoveryServices/vaults/backupJobs/read';

interface Budget {
  windowMs: number;
  used: number;
  refused: number;
  /** Over all windows. */
  total: number;
}

/** Azure's limit of reads per action and hour of its own clock, for everybody in the subscription (AZURE.md 7). */
export class Throttle {
  readonly #jobReadsPerHour: number;
  readonly #budgets = new Map<string, Budget>();

  /** `jobReadsPerHour` 0: nothing is limited. */
  constructor(jobReadsPerHour: number) {
    this.#jobReadsPerHour = jobReadsPerHour;
  }

  /** Counts a read. Its answer's header says how many are left: 149 after the first of 150. A refused one is told the seconds (of this clock) to wait. */
  read(action: string, nowMs: number): { remaining: number } | { retryAfterS: number } {
    const budget = this.#budget(action, nowMs);
    const limit = this.#limitOf(action);
    if (budget.used >= limit) {
      budget.refused += 1;
      return { retryAfterS: Math.max(1, Math.ceil((budget.windowMs + HOUR_MS - nowMs) / 1000)) };
    }
    budget.used += 1;
    budget.total += 1;
    return { remaining: this.#jobReadsPerHour === 0 ? NO_LIMIT : limit - budget.used };
  }

  /** The limit in the words of a refusal. */
  refusal(action: string, retryAfterS: number): string {
    return `Number of requests for action '${action}' exceeded the limit of '${this.#limitOf(action)}' for time interval '01:00:00'. Please try again after '${retryAfterS}' seconds.`;
  }

  /** Reads that were let through, and those that were not, by action. */
  counts(): { reads: Record<string, number>; throttled: Record<string, number> } {
    const budgets = [...this.#budgets];
    return {
      reads: Object.fromEntries(budgets.map(([action, { total }]) => [action, total])),
      throttled: Object.fromEntries(budgets.map(([action, { refused }]) => [action, refused])),
    };
  }

  #limitOf(action: string): number {
    if (this.#jobReadsPerHour === 0) return Infinity;
    return action === JOB_READS ? this.#jobReadsPerHour : Math.max(OTHER_READS, this.#jobReadsPerHour);
  }

  #budget(action: string, nowMs: number): Budget {
    const budget = this.#budgets.get(action) ?? { windowMs: nowMs, used: 0, refused: 0, total: 0 };
    if (nowMs >= budget.windowMs + HOUR_MS) Object.assign(budget, { windowMs: nowMs, used: 0 });
    this.#budgets.set(action, budget);
    return budget;
  }
}
