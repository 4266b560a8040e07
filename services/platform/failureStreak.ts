import type { Clock } from './clock';

/** So many in a row, without one that succeeded, are more than bad luck. */
const FAILING_FROM = 3;
/** What was seen longer ago says nothing of now; real time. */
const REMEMBERED_MS = 5 * 60_000;

/** How another service has been answering lately. */
export interface RecentAnswers {
  readonly failing: boolean;
  /** Failures since the last success. */
  readonly inARow: number;
  /** HTTP status of the newest answer, 0: there was none; null: nothing was sent lately. */
  readonly status: number | null;
  /** When that was, bot's clock; null likewise. */
  readonly at: Date | null;
}

/** What requests to one service came to, as far as it says whether the service is there: refusals of what was asked (400, 403, 404) do not count as failures. */
export class FailureStreak {
  readonly #clock: Pick<Clock, 'now'>;
  #inARow = 0;
  #last: { readonly status: number; readonly at: Date; readonly seenMs: number } | null = null;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** A request was answered with `status`; 0: it was not. */
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
