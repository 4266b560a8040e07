import { DatabaseError } from '../platform/errors';

/**
 * Too many transactions wait, or one waited or ran too long. The database is slow or does not answer; a later try may
 * succeed.
 */
export class StoreBusy extends DatabaseError {
  override readonly name = 'StoreBusy';

  constructor(message: string) {
    super('busy');
    this.message = message;
  }
}

interface Limits {
  readonly runningMax: number;
  readonly waitingMax: number;
  /** The longest wait of one work, in real ms. */
  readonly waitMs: number;
}

/** Admits at most `runningMax` works at the same time; the others wait in the order in which they came. */
export class AdmissionQueue {
  readonly #limits: Limits;
  readonly #waiting = new Set<() => void>();
  readonly #idle = new Set<() => void>();
  #running = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Rejects with StoreBusy, without running `work`, if too many wait or this one waits too long. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#limits.runningMax) await this.#admission();
    else this.#running += 1;
    try {
      return await work();
    } finally {
      const [next] = this.#waiting;
      if (next) next();
      else this.#running -= 1;
      if (this.#running === 0) for (const notify of this.#idle) notify();
    }
  }

  /** Resolves when nothing runs and nothing waits. */
  async idle(): Promise<void> {
    while (this.#running > 0)
      await new Promise<void>((resolve) => {
        const notify = (): void => {
          this.#idle.delete(notify);
          resolve();
        };
        this.#idle.add(notify);
      });
  }

  /** Resolves when a finished work passes its place on. */
  #admission(): Promise<void> {
    const { waitingMax, waitMs } = this.#limits;
    return new Promise((resolve, reject) => {
      if (this.#waiting.size >= waitingMax) {
        reject(new StoreBusy(`${waitingMax} transactions wait for the database already`));
        return;
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(start);
        reject(new StoreBusy(`a transaction waited ${waitMs} ms for the database`));
      }, waitMs);
      const start = (): void => {
        this.#waiting.delete(start);
        clearTimeout(timer);
        resolve();
      };
      this.#waiting.add(start);
    });
  }
}
