import { DatabaseError } from '../platform/errors';

/** More wait than may, or one has waited too long: the database cannot keep up, or does not answer. Worth a later try. */
export class StoreBusy extends DatabaseError {
  override readonly name = 'StoreBusy';

  constructor(message: string) {
    super('busy');
    this.message = message;
  }
}

interface Limits {
  readonly atOnce: number;
  readonly waitingMax: number;
  /** Real ms. */
  readonly waitMs: number;
}

/** Lets `atOnce` works run at the same time, the others wait in the order they came. */
export class AdmissionQueue {
  readonly #limits: Limits;
  readonly #waiting = new Set<() => void>();
  readonly #idle = new Set<() => void>();
  #running = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Rejects with StoreBusy, without running `work`, where the limits say so. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#limits.atOnce) await this.#turn();
    else this.#running += 1;
    try {
      return await work();
    } finally {
      const [next] = this.#waiting;
      if (next) next();
      else this.#running -= 1;
      if (this.#running === 0) for (const tell of this.#idle) tell();
    }
  }

  /** Resolves once nothing runs and nothing waits. */
  async idle(): Promise<void> {
    while (this.#running > 0)
      await new Promise<void>((resolve) => {
        const tell = (): void => {
          this.#idle.delete(tell);
          resolve();
        };
        this.#idle.add(tell);
      });
  }

  /** Resolves with the place of the one that ended. */
  #turn(): Promise<void> {
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
