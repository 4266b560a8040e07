import type { Clock } from '../../services/platform/clock';
import type { Log } from '../../services/platform/log';

/** Kept for a day of the bot's clock, and never less than this in real time: a fast clock's day may last seconds. */
const KEPT_MS = 24 * 3_600_000;
const KEPT_REAL_MS_MIN = 15 * 60_000;
const ENTRIES_MAX = 20_000;

interface Entry<T> {
  readonly result: Promise<T>;
  readonly atMs: number;
  readonly realMs: number;
}

interface Parts {
  readonly clock: Clock;
  readonly log: Log;
  /** Real ms; a test's own where it needs one. */
  readonly realNow?: () => number;
}

/**
 * Work that is done once however often it is asked for: Teams delivers an activity up to four times (docs/teams.md), and
 * people press twice. Whoever comes later gets the first one's result, also while it is still being worked on.
 */
export class IdempotentConsumer<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #parts: Required<Parts>;

  constructor(parts: Parts) {
    this.#parts = { realNow: Date.now, ...parts };
  }

  /** `isFinal`: whether the result stands; where it does not, or the work rejects, the next one starts anew. */
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
