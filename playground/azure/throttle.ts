import { HOUR_MS } from '../../services/platform/durations';
import type { Troubles } from './subscriptions';

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
  readonly #otherReadsPerHour: number | undefined;
  readonly #troubles: Troubles;
  readonly #budgets = new Map<string, Budget & { readonly action: string }>();

  /**
   * `jobReadsPerHour` 0: nothing is limited. `otherReadsPerHour`: the limit of each other action. `troubles` names the
   * subscriptions with another limit.
   */
  constructor(jobReadsPerHour: number, otherReadsPerHour?: number, troubles: Troubles = new Map()) {
    this.#jobReadsPerHour = jobReadsPerHour;
    this.#otherReadsPerHour = otherReadsPerHour;
    this.#troubles = troubles;
  }

  /** Counts a read. Returns how many are left, 149 after the first of 150, or the seconds to wait after a refusal. */
  read(action: string, nowMs: number, subscription = ''): { remaining: number } | { retryAfterS: number } {
    const budget = this.#budget(action, nowMs, subscription);
    const limit = this.#limitOf(action, subscription);
    if (budget.used >= limit) {
      budget.refused += 1;
      return { retryAfterS: Math.max(1, Math.ceil((budget.windowMs + HOUR_MS - nowMs) / 1000)) };
    }
    budget.used += 1;
    budget.total += 1;
    return { remaining: limit === Infinity ? NO_LIMIT : limit - budget.used };
  }

  /** The limit for the text of a 429. */
  refusal(action: string, retryAfterS: number, subscription = ''): string {
    return `Number of requests for action '${action}' exceeded the limit of '${this.#limitOf(action, subscription)}' for time interval '01:00:00'. Please try again after '${retryAfterS}' seconds.`;
  }

  /** Allowed and refused reads of each action. */
  counts(): { reads: Record<string, number>; throttled: Record<string, number> } {
    const reads: Record<string, number> = {};
    const throttled: Record<string, number> = {};
    for (const { action, total, refused } of this.#budgets.values()) {
      reads[action] = (reads[action] ?? 0) + total;
      throttled[action] = (throttled[action] ?? 0) + refused;
    }
    return { reads, throttled };
  }

  #limitOf(action: string, subscription: string): number {
    const limit = this.#troubles.get(subscription)?.limit ?? this.#jobReadsPerHour;
    if (limit === 0) return Infinity;
    return action === JOB_READS ? limit : (this.#otherReadsPerHour ?? Math.max(OTHER_READS, limit));
  }

  #budget(action: string, nowMs: number, subscription: string): Budget {
    const key = `${subscription} ${action}`;
    const budget = this.#budgets.get(key) ?? { action, windowMs: nowMs, used: 0, refused: 0, total: 0 };
    if (nowMs >= budget.windowMs + HOUR_MS) Object.assign(budget, { windowMs: nowMs, used: 0 });
    this.#budgets.set(key, budget);
    return budget;
  }
}
