import type { Log } from '../../services/platform/log';

/** Calls `ring` after `ms` of real time. Returns a function that cancels it. */
type Timer = (ms: number, ring: () => void) => () => void;

/** Maximum number of answers that may run on after their turn has ended. */
const SLOW_MAX = 200;

interface Parts {
  readonly log: Log;
  readonly after?: Timer;
  readonly slowMax?: number;
}

/**
 * The work in flight. It limits how long a turn waits, limits the number of slow answers, and drains when the process
 * stops.
 */
export class InFlight {
  readonly #log: Log;
  readonly #after: Timer;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #slowMax: number;
  #slow = 0;

  constructor({ log, after = afterReal, slowMax = SLOW_MAX }: Parts) {
    this.#log = log;
    this.#slowMax = slowMax;
    this.#after = after;
  }

  /** Whether the limit of slow answers is reached, so that no new work should begin. */
  get full(): boolean {
    return this.#slow >= this.#slowMax;
  }

  /** Makes `drain` wait for `work`. */
  track<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    const forget = (): void => {
      this.#underWay.delete(work);
    };
    work.then(forget, forget);
    return work;
  }

  /** Counts `work` as slow until it settles, because its turn no longer waits for it. */
  countAsSlow(work: Promise<unknown>): void {
    this.#slow += 1;
    if (this.full)
      this.#log.warn({ limit: this.#slowMax }, 'as many answers are slow as may be; new ones are turned away');
    const forget = (): void => {
      this.#slow -= 1;
    };
    work.then(forget, forget);
  }

  /** The result of `work` within `ms` of real time; null if it takes longer and goes on. Rejects as `work` does. */
  async within<T>(ms: number, work: Promise<T>): Promise<{ readonly value: T } | null> {
    let cancel = (): void => undefined;
    const late = new Promise<null>((resolve) => {
      cancel = this.#after(ms, () => {
        resolve(null);
      });
    });
    try {
      return await Promise.race([work.then((value) => ({ value })), late]);
    } finally {
      cancel();
    }
  }

  /** Waits at most `ms` of real time until no work is in flight, then logs how many answers were abandoned. */
  async drain(ms: number): Promise<void> {
    const idle = async (): Promise<void> => {
      while (this.#underWay.size > 0) await Promise.allSettled([...this.#underWay]);
    };
    if ((await this.within(ms, idle())) === null)
      this.#log.warn({ left: this.#underWay.size, waitedMs: ms }, 'stopped before every answer was given');
  }
}

function afterReal(ms: number, ring: () => void): () => void {
  const timer = setTimeout(ring, ms);
  return () => {
    clearTimeout(timer);
  };
}
