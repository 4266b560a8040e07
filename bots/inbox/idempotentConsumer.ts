import type { Clock } from '../../services/platform/clock';
import { DAY_MS, MINUTE_MS } from '../../services/platform/durations';
import type { Log } from '../../services/platform/log';

/** A result is kept for a day of the bot's clock, at least 15 min of real time: a fast clock's day may last seconds. */
const KEPT_MS = DAY_MS;
const KEPT_REAL_MS_MIN = 15 * MINUTE_MS;
const ENTRIES_MAX = 20_000;

interface Entry<T> {
  readonly result: Promise<T>;
  readonly atMs: number;
  readonly realMs: number;
}

interface Parts {
  readonly clock: Clock;
  readonly log: Log;
  /** Real time in ms; tests pass their own. */
  readonly realNow?: () => number;
}

/**
 * Runs work once per key within this process: Teams delivers an activity up to four times, and people press twice. A
 * later call gets the result of the first, even while the first still runs (single flight).
 */
export class IdempotentConsumer<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #parts: Required<Parts>;

  constructor(parts: Parts) {
    this.#parts = { realNow: Date.now, ...parts };
  }

  /**
   * `isFinal` tells whether to keep the result. If it is not kept, or the work rejects, the next call repeats the work.
   */
  once(key: string, work: () => Promise<T>, isFinal: (result: T) => boolean = () => true): Promise<T> {
    this.#forgetOld();
    const known = this.#entries.get(key);
    if (known) return known.result;
    const entry = { result: work(), atMs: this.#parts.clock.now().getTime(), realMs: this.#parts.realNow() };
    this.#entries.set(key, entry);
    const forget = (): void => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    };
    entry.result.then((result) => {
      if (!isFinal(result)) forget();
    }, forget);
    return entry.result;
  }

  #forgetOld(): void {
    const { clock, realNow, log } = this.#parts;
    const nowMs = clock.now().getTime();
    const nowRealMs = realNow();
    for (const [key, { atMs, realMs }] of this.#entries) {
      const full = this.#entries.size >= ENTRIES_MAX;
      if (!full && (nowMs - atMs < KEPT_MS || nowRealMs - realMs < KEPT_REAL_MS_MIN)) return;
      if (full) log.warn({ limit: ENTRIES_MAX }, 'too many deliveries to remember; the oldest is forgotten');
      this.#entries.delete(key);
    }
  }
}
