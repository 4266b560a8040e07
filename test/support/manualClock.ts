import type { Clock } from '../../services/platform/clock';

/** A clock that stands still until told to move, then wakes its sleepers in the order of their times. */
export class ManualClock implements Clock {
  readonly speed: number;
  #nowMs: number;
  readonly #sleepers = new Set<{ readonly wakeMs: number; readonly wake: () => void }>();

  constructor(start = '2026-11-22T17:00:00Z', speed = 1) {
    this.#nowMs = Date.parse(start);
    this.speed = speed;
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  /** How many wait for it to move. */
  get sleepers(): number {
    return this.#sleepers.size;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const sleeper = { wakeMs: this.#nowMs + ms, wake };
      const onAbort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#sleepers.add(sleeper);

      function wake(): void {
        signal.removeEventListener('abort', onAbort);
        resolve();
      }
    });
  }

  /** Moves on, stopping at each sleeper's time so that what it starts then may sleep again within the span. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      await settle();
      const next = [...this.#sleepers].filter((s) => s.wakeMs <= untilMs).sort((a, b) => a.wakeMs - b.wakeMs)[0];
      if (next === undefined) break;
      this.#sleepers.delete(next);
      this.#nowMs = next.wakeMs;
      next.wake();
    }
    this.#nowMs = untilMs;
  }
}

/** Lets every promise that can settle now do so. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
