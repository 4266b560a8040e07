import type { Clock } from '../../services/platform/clock';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../services/platform/durations';
import type { Log } from '../../services/platform/log';

/** A result is kept for a day of the bot's clock, at least 15 min of real time: a fast clock's day may last seconds. */
const KEPT_MS = DAY_MS;
const KEPT_REAL_MS_MIN = 15 * MINUTE_MS;
const ENTRIES_MAX = 20_000;
/** Of memory: what is forgotten earlier is still in the database (activityLog.ts). */
const BYTES_MAX = 32 * 2 ** 20;
/** Of an entry without its key and its result. */
const ENTRY_BYTES = 300;
/** Real time between two lines of the log that say that the limit is reached. */
const SAID_MS = HOUR_MS;

interface Entry<T> {
  readonly result: Promise<T>;
  readonly atMs: number;
  readonly realMs: number;
  bytes: number;
}

interface Parts<T> {
  readonly clock: Clock;
  readonly log: Log;
  /** How many bytes of memory a result takes, about. */
  readonly bytesOf: (result: T) => number;
  /** Real time, ms; replaced in tests. */
  readonly realNow?: () => number;
}

/**
 * Runs work once per key within this process: Teams delivers an activity up to four times, and people press twice. A
 * later call gets the result of the first, even while the first still runs (single flight).
 */
export class IdempotentConsumer<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #parts: Required<Parts<T>>;
  #bytes = 0;
  #saidMs = -Infinity;

  constructor(parts: Parts<T>) {
    this.#parts = { realNow: Date.now, ...parts };
  }

  /**
   * `isFinal` tells whether to keep the result. If it is not kept, or the work rejects, the next call repeats the work.
   */
  once(key: string, work: () => Promise<T>, isFinal: (result: T) => boolean = () => true): Promise<T> {
    this.#forgetOld();
    const known = this.#entries.get(key);
    if (known) return known.result;
    const entry = { result: work(), atMs: this.#parts.clock.now().getTime(), realMs: this.#parts.realNow(), bytes: 0 };
    this.#entries.set(key, entry);
    this.#weigh(entry, ENTRY_BYTES + 2 * key.length);
    const forget = (): void => {
      if (this.#entries.get(key) === entry) this.#forget(key, entry);
    };
    entry.result.then((result) => {
      if (!isFinal(result)) forget();
      else if (this.#entries.get(key) === entry) this.#weigh(entry, this.#parts.bytesOf(result));
    }, forget);
    return entry.result;
  }

  #forgetOld(): void {
    const { clock, realNow } = this.#parts;
    const nowMs = clock.now().getTime();
    const nowRealMs = realNow();
    for (const [key, entry] of this.#entries) {
      const isFull = this.#entries.size >= ENTRIES_MAX || this.#bytes > BYTES_MAX;
      if (!isFull && (nowMs - entry.atMs < KEPT_MS || nowRealMs - entry.realMs < KEPT_REAL_MS_MIN)) return;
      if (isFull) this.#sayFull(nowRealMs);
      this.#forget(key, entry);
    }
  }

  #weigh(entry: Entry<T>, bytes: number): void {
    entry.bytes += bytes;
    this.#bytes += bytes;
  }

  #forget(key: string, { bytes }: Entry<T>): void {
    this.#bytes -= bytes;
    this.#entries.delete(key);
  }

  #sayFull(nowRealMs: number): void {
    if (nowRealMs - this.#saidMs < SAID_MS) return;
    this.#saidMs = nowRealMs;
    const limits = { entries: ENTRIES_MAX, bytes: BYTES_MAX };
    this.#parts.log.warn(limits, 'too many answers to remember; the oldest are forgotten');
  }
}
