import { JOB_READS, Throttle } from '../playground/azure/throttle';
import { createReadLimiter } from '../services/readBudget/limiter';
import type { ReadGate } from './nightSimulator';

interface ThrottledAzure {
  /** Reads of the monitor. */
  readonly gate: ReadGate;
  /** Makes a read of jobs for a person's command. False if the limiter or Azure refused it. */
  command(nowMs: number): boolean;
  /** Number of Azure's 429 answers. */
  refused(): number;
  /** How many reads the monitor may spend in an hour. */
  perHour(): number;
}

interface LimitSetting {
  /** Azure's limit of reads of jobs per hour. */
  readonly limit: number;
  /** The setting AZURE_JOB_READS_PER_HOUR; null if unset. */
  readonly watchMax: number | null;
}

/** The simulated Azure's limit behind the bot's own limiter, which learns the limit from the answers. */
export function throttledAzure({ limit, watchMax }: LimitSetting, startMs: number): ThrottledAzure {
  let clockMs = startMs;
  const clock = { now: () => new Date(clockMs), speed: 1, sleep: () => Promise.resolve() };
  const limiter = createReadLimiter({ clock, assumed: true, watchMax });
  const azure = new Throttle(limit);
  const take = (share: 'command' | 'watch', nowMs: number): boolean => {
    clockMs = nowMs;
    if (limiter.take(share) !== null) return false;
    const answer = azure.read(JOB_READS, nowMs);
    limiter.answered('remaining' in answer ? answer.remaining : null);
    if (!('remaining' in answer)) limiter.block(new Date(nowMs + answer.retryAfterS * 1000));
    return 'remaining' in answer;
  };
  const budget = (nowMs: number): ReturnType<ReadGate['budget']> => {
    clockMs = nowMs;
    return limiter.budget('watch');
  };
  return {
    gate: { budget, take: (nowMs) => take('watch', nowMs), command: (nowMs) => take('command', nowMs) },
    command: (nowMs) => take('command', nowMs),
    refused: () => azure.counts().throttled[JOB_READS] ?? 0,
    perHour: () => limiter.budget('watch').perHour,
  };
}
