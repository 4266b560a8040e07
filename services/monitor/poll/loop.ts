import type { Clock } from '../../platform/clock';
import { SECOND_MS } from '../../platform/durations';

export interface Loop {
  /** Starts the next round now, because there is something new. */
  wake(): void;
  /** Begins no further round. Resolves when the running one is over. */
  end(): Promise<void>;
}

interface LoopParts {
  readonly clock: Clock;
  /** One round. Resolves with when to start the next one, in epoch ms. */
  readonly round: () => Promise<number>;
  /** Longest time on the clock between two rounds. */
  readonly mostMs: number;
  /** Time on the clock for which a wake starts no further round. */
  readonly restMs: () => number;
  /** Told when a round fails, and with null when one succeeds after a failure. */
  readonly onChange: (error: unknown) => void;
}

/** Minimum real time between two rounds, unless a wake starts the next one. */
const ROUND_REAL_MS_MIN = 250;
/** Real time before the round after a failed one. It doubles with each failure in a row. */
const FAILED_REAL_MS = SECOND_MS;
const FAILED_REAL_MS_MAX = 5 * SECOND_MS;

/** Runs round after round, each at the time that the one before named. A failed round is tried again. */
export function startLoop({ clock, round, mostMs, restMs, onChange }: LoopParts): Loop {
  const ended = new AbortController();
  let nap = new AbortController();
  let failures = 0;
  const next = async (): Promise<number> => {
    try {
      const againMs = await round();
      if (failures > 0) onChange(null);
      failures = 0;
      return againMs;
    } catch (error) {
      if (failures === 0) onChange(error);
      failures += 1;
      const waitMs = Math.min(FAILED_REAL_MS * 2 ** (failures - 1), FAILED_REAL_MS_MAX);
      return clock.now().getTime() + waitMs * clock.speed;
    }
  };
  const run = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      nap = new AbortController();
      const againMs = await next();
      const pauseMs = restMs();
      if (pauseMs > 0) await clock.sleep(pauseMs, ended.signal).catch(() => undefined);
      const leastMs = ROUND_REAL_MS_MIN * Math.min(clock.speed, 8);
      const waitMs = Math.min(Math.max(againMs - clock.now().getTime(), leastMs), mostMs);
      // A wake since the round began ends it at once.
      await clock.sleep(waitMs, nap.signal).catch(() => undefined);
    }
  };
  const running = run();
  return {
    wake: () => {
      nap.abort();
    },
    end() {
      ended.abort();
      nap.abort();
      return running;
    },
  };
}
