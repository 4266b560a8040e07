/**
 * Where the bot gets the time from; tests and the playground turn the hands themselves. Everything that concerns
 * Azure, Teams' rates and ages runs on it; HTTP timeouts and the limits of a turn run in real time (README.md, `CLOCK_SPEED`).
 */
export interface Clock {
  now(): Date;
  /** How many of its seconds pass in one real second; 1 outside demo mode. */
  readonly speed: number;
  /** Waits `ms` of this clock. Rejects with the signal's reason when aborted before they have passed. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** A clock whose hands a person may set forward, never back. */
export interface SettableClock extends Clock {
  /** Sets the clock `ms` forward and wakes whoever slept until then; throws RangeError when `ms` is negative. */
  advance(ms: number): void;
}

/** Node fires a timer of more than this at once (https://nodejs.org/docs/latest-v20.x/api/timers.html#settimeoutcallback-delay-args). */
const TIMER_MS_MAX = 2 ** 31 - 1;

/**
 * A clock that showed `epoch` (by default now) at that very moment of real time and runs `speed` times faster since. Two
 * processes with the same two values agree about the time, as long as nobody sets one of them forward.
 */
export function createClock({
  speed = 1,
  epoch,
}: { readonly speed?: number; readonly epoch?: Date | null } = {}): SettableClock {
  const epochMs = epoch?.getTime() ?? Date.now();
  const sleepers = new Set<() => void>();
  let aheadMs = 0;
  const nowMs = (): number => epochMs + (Date.now() - epochMs) * speed + aheadMs;

  return {
    speed,
    now: () => new Date(nowMs()),
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`A clock is never set back (${ms} ms).`);
      aheadMs += ms;
      for (const look of [...sleepers]) look();
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const untilMs = nowMs() + ms;
        let timer: NodeJS.Timeout | undefined;
        const look = (): void => {
          clearTimeout(timer);
          const leftMs = (untilMs - nowMs()) / speed;
          if (leftMs > 0 && !signal.aborted) {
            timer = setTimeout(look, Math.min(leftMs, TIMER_MS_MAX));
            return;
          }
          sleepers.delete(look);
          signal.removeEventListener('abort', look);
          if (signal.aborted) reject(signal.reason as Error);
          else resolve();
        };
        signal.addEventListener('abort', look, { once: true });
        sleepers.add(look);
        look();
      }),
  };
}
