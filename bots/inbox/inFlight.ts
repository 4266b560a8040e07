import type { Log } from '../../services/platform/log';

/** Calls `ring` after `ms` of real time, unless what it returns is called before. */
export type Timer = (ms: number, ring: () => void) => () => void;

/** How many may be longer under way than a turn waits for. */
const SLOW_MAX = 200;

interface Parts {
  readonly log: Log;
  readonly after?: Timer;
  readonly slowMax?: number;
}

/** What is under way: how long a turn waits for it, how much of it may be slow, and the end of it all when the process stops. */
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

  /** Whether as many are slow already as may be: then nothing new should be begun. */
  get full(): boolean {
    return this.#slow >= this.#slowMax;
  }

  /** Keeps `work` in sight of `drain` until it settles. */
  track<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    const forget = (): void => {
      this.#underWay.delete(work);
    };
    work.then(forget, forget);
    return work;
  }

  /** Counts `work`, which a turn no longer waits for, as slow until it settles. */
  leave(work: Promise<unknown>): void {
    this.#slow += 1;
    if (this.full)
      this.#log.warn({ limit: this.#slowMax }, 'as many answers are slow as may be; new ones are turned away');
    const forget = (): void => {
      this.#slow -= 1;
    };
    work.then(forget, forget);
  }

  /** What `work` comes to within `ms` of real time; null when it takes longer (it goes on). Rejects as `work` does. */
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

  /** Waits until nothing is under way, at most `ms` of real time; then says in the log how much was given up. */
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
