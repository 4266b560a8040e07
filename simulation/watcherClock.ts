import { createAzureClock } from '../services/azure/azureClock';
import { SECOND_MS } from '../services/platform/durations';

/** One moment, by the clock that the bot goes by and by Azure's (epoch ms). */
export interface WatcherMoment {
  readonly nowMs: number;
  readonly azureMs: number;
}

interface WatcherClock {
  readonly now: () => WatcherMoment;
  /** Lets time pass until the bot's clock shows `ms`. */
  readonly sleepUntil: (ms: number) => void;
  /** Azure answers a request now, and its answer bears a date. */
  readonly answered: () => void;
}

/** How long a request takes, in equal parts there and back. */
const ANSWER_MS = 300;

/**
 * The clock of a machine from which Azure's is ahead by `aheadMs`, as the process goes by it: after the dates of
 * Azure's answers.
 */
export function watcherClock(startMs: number, aheadMs: (atMs: number) => number): WatcherClock {
  let machineMs = startMs - aheadMs(startMs);
  const azureMs = (): number => machineMs + aheadMs(machineMs);
  const machine = { now: () => new Date(machineMs), speed: 1, sleep: () => Promise.resolve() };
  const clock = createAzureClock(machine, { info: () => undefined, warn: () => undefined });
  const nowMs = (): number => clock.now().getTime();
  return {
    now: () => ({ nowMs: nowMs(), azureMs: azureMs() }),
    sleepUntil: (ms) => {
      for (let leftMs = ms - nowMs(); leftMs > 0; leftMs = ms - nowMs()) machineMs += Math.max(Math.ceil(leftMs), 1);
    },
    answered: () => {
      machineMs -= ANSWER_MS / 2;
      const answer = clock.asked();
      machineMs += ANSWER_MS / 2;
      const date = new Date(Math.floor(azureMs() / SECOND_MS) * SECOND_MS).toUTCString();
      answer(date);
    },
  };
}
