import type { Clock } from './clock';
import { MINUTE_MS } from './durations';

/** From this many failures in a row, the service counts as failing. */
const FAILING_FROM = 3;
/** An answer older than this says nothing about the present; real time. */
const REMEMBERED_MS = 5 * MINUTE_MS;

/** How another service has answered lately. */
export interface RecentAnswers {
  readonly failing: boolean;
  /** Failures since the last success. */
  readonly inARow: number;
  /** HTTP status of the last request, 0 if it got no answer; null if nothing was sent lately. */
  readonly status: number | null;
  /** Time of the last request, by the bot's clock; null if nothing was sent lately. */
  readonly at: Date | null;
}

/**
 * Counts failures in a row of requests to one service. A refusal such as 400, 403 or 404 shows that the service works.
 */
export class FailureStreak {
  readonly #clock: Pick<Clock, 'now'>;
  #inARow = 0;
  #last: { readonly status: number; readonly at: Date; readonly seenMs: number } | null = null;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** `status` is 0 if a request got no answer. */
  record(status: number): void {
    this.#inARow = isFailure(status) ? this.#inARow + 1 : 0;
    this.#last = { status, at: this.#clock.now(), seenMs: performance.now() };
  }

  lately(): RecentAnswers {
    const last = this.#last;
    if (last === null || performance.now() - last.seenMs > REMEMBERED_MS)
      return { failing: false, inARow: 0, status: null, at: null };
    return { failing: this.#inARow >= FAILING_FROM, inARow: this.#inARow, status: last.status, at: last.at };
  }
}

function isFailure(status: number): boolean {
  return [0, 401, 408, 412, 429].includes(status) || status >= 500;
}
