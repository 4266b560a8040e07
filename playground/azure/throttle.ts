import { HOUR_MS } from '../../services/platform/durations';

/** The highest value of the header for reads other than jobs (docs/azure.md). */
const OTHER_READS = 1100;
/** The header's value without a limit. It stays the same, like that of Azure in 2026. */
const NO_LIMIT = 999_999;

export const JOB_READS = 'Microsoft.RecoveryServices/vaults/backupJobs/read';

interface Budget {
  windowMs: number;
  used: number;
  refused: number;
  /** Reads in all hours so far. */
  total: number;
}

/** Azure's limit of reads per action and hour, shared by all callers of the subscription (docs/azure.md). */
export class Throttle {
  readonly #jobReadsPerHour: number;
  readonly #otherReadsPerHour: number;
  readonly #budgets = new Map<string, Budget>();

  /** `jobReadsPerHour` 0: nothing is limited. `otherReadsPerHour`: the limit of each other action. */
  constructor(jobReadsPerHour: number, otherReadsPerHour = Math.max(OTHER_READS, jobReadsPerHour)) {
    this.#jobReadsPerHour = jobReadsPerHour;
    this.#otherReadsPerHour = otherReadsPerHour;
  }

  /** Counts a read. Returns how many are left, 149 after the first of 150, or the seconds to wait after a refusal. */
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

  /** The limit for the text of a 429. */
  refusal(action: string, retryAfterS: number): string {
    return `Number of requests for action '${action}' exceeded the limit of '${this.#limitOf(action)}' for time interval '01:00:00'. Please try again after '${retryAfterS}' seconds.`;
  }

  /** Allowed and refused reads of each action. */
  counts(): { reads: Record<string, number>; throttled: Record<string, number> } {
    const budgets = [...this.#budgets];
    return {
      reads: Object.fromEntries(budgets.map(([action, { total }]) => [action, total])),
      throttled: Object.fromEntries(budgets.map(([action, { refused }]) => [action, refused])),
    };
  }

  #limitOf(action: string): number {
    if (this.#jobReadsPerHour === 0) return Infinity;
    return action === JOB_READS ? this.#jobReadsPerHour : this.#otherReadsPerHour;
  }

  #budget(action: string, nowMs: number): Budget {
    const budget = this.#budgets.get(action) ?? { windowMs: nowMs, used: 0, refused: 0, total: 0 };
    if (nowMs >= budget.windowMs + HOUR_MS) Object.assign(budget, { windowMs: nowMs, used: 0 });
    this.#budgets.set(action, budget);
    return budget;
  }
}
