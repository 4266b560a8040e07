/**
 * The bot's source of time; tests and the playground set it. Azure's times, Teams' rates and ages use this clock. HTTP
 * timeouts and the limits of a turn run in real time, even if `CLOCK_SPEED` makes this clock fast.
 */
export interface Clock {
  now(): Date;
  /** Seconds of this clock in one real second; 1 outside demo mode. */
  readonly speed: number;
  /** Waits `ms` of this clock. Rejects with the signal's reason if it is aborted first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** A clock that a person may set forward, never back. */
export interface SettableClock extends Clock {
  /** Sets the clock `ms` forward and ends each sleep that is over by then. Throws RangeError when `ms` is negative. */
  advance(ms: number): void;
}

/**
 * The longest delay of a timer. Node fires a timer with a longer delay at once.
 * https://nodejs.org/docs/latest-v20.x/api/timers.html#settimeoutcallback-delay-args
 */
const TIMER_MS_MAX = 2 ** 31 - 1;

/**
 * A clock that equals real time at `epoch` (by default now) and runs `speed` times as fast from there. Two processes
 * with the same two values show the same time, as long as nobody sets one of them forward.
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
      for (const check of [...sleepers]) check();
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const untilMs = nowMs() + ms;
        let timer: NodeJS.Timeout | undefined;
        const check = (): void => {
          clearTimeout(timer);
          const leftMs = (untilMs - nowMs()) / speed;
          if (leftMs > 0 && !signal.aborted) {
            timer = setTimeout(check, Math.min(leftMs, TIMER_MS_MAX));
            return;
          }
          sleepers.delete(check);
          signal.removeEventListener('abort', check);
          if (signal.aborted) reject(signal.reason as Error);
          else resolve();
        };
        signal.addEventListener('abort', check, { once: true });
        sleepers.add(check);
        check();
      }),
  };
}
