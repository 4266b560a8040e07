import { setTimeout as sleep } from 'node:timers/promises';

import type { Log } from '../services/platform/log';

/** Resolves after `ms` of real time; rejects when aborted before. */
export type After = (ms: number, signal: AbortSignal) => Promise<void>;

/** How many may be longer under way than a turn waits for. */
const SLOW_MAX = 200;

interface Parts {
  readonly log: Log;
  readonly after?: After;
}

/** What is under way: how long a turn waits for it, how much of it may be slow, and the end of it all when the process stops. */
export class Turns {
  readonly #log: Log;
  readonly #after: After;
  readonly #underWay = new Set<Promise<unknown>>();
  #slow = 0;

  constructor({ log, after = (ms, signal) => sleep(ms, undefined, { signal }) }: Parts) {
    this.#log = log;
    this.#after = after;
  }

  /** Whether as many are slow already as may be: then nothing new should be begun. */
  get full(): boolean {
    return this.#slow >= SLOW_MAX;
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
    if (this.full) this.#log.warn({ limit: SLOW_MAX }, 'as many answers are slow as may be; new ones are turned away');
    const forget = (): void => {
      this.#slow -= 1;
    };
    work.then(forget, forget);
  }

  /** What `work` comes to within `ms` of real time; null when it takes longer (it goes on). Rejects as `work` does. */
  async within<T>(ms: number, work: Promise<T>): Promise<{ readonly value: T } | null> {
    const timer = new AbortController();
    const late = this.#after(ms, timer.signal).then(
      () => null,
      () => null,
    );
    try {
      return await Promise.race([work.then((value) => ({ value })), late]);
    } finally {
      timer.abort();
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
