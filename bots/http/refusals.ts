import type { Clock } from '../../services/platform/clock';
import type { Log } from '../../services/platform/log';
import type { Metrics } from '../../services/platform/metrics';

/** One line for each cause in this time; the next one tells how many came in between. */
const LINE_EVERY_MS = 10_000;
const FIELD_CHARACTERS_MAX = 100;

interface Parts {
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'count'>;
}

/** Counts refused requests, all of them, and logs a sample: nobody fills the disk by being refused. */
export class Refusals {
  readonly #parts: Parts;
  readonly #causes = new Map<string, { loggedMs: number; unlogged: number }>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** `cause` is one of a few phrases of ours; `facts` may hold what the sender wrote. */
  note(cause: string, facts: Readonly<Record<string, string>>): void {
    const { clock, log, metrics } = this.#parts;
    metrics.count('bot_refused_requests_total', { cause });
    const nowMs = clock.now().getTime();
    const seen = this.#causes.get(cause) ?? { loggedMs: -Infinity, unlogged: 0 };
    this.#causes.set(cause, seen);
    if (nowMs - seen.loggedMs < LINE_EVERY_MS) {
      seen.unlogged += 1;
      return;
    }
    const cut = Object.entries(facts).map(([name, text]) => [name, text.slice(0, FIELD_CHARACTERS_MAX)] as const);
    log.warn({ cause, unlogged: seen.unlogged, ...Object.fromEntries(cut) }, 'a request was refused');
    Object.assign(seen, { loggedMs: nowMs, unlogged: 0 });
  }
}
