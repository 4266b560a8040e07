import { JOB_READS, Throttle } from '../playground/azure/throttle';
import { createReadLimiter } from '../services/readBudget/limiter';
import type { Gate } from './nightSimulator';

export interface ThrottledAzure {
  /** Of the watcher. */
  readonly gate: Gate;
  /** A read of jobs for a person; whether it was made. */
  command(nowMs: number): boolean;
  /** Azure's 429s. */
  refused(): number;
  /** What the watcher may spend in an hour. */
  perHour(): number;
}

export interface LimitSetting {
  /** Azure's, job reads an hour. */
  readonly limit: number;
  /** AZURE_JOB_READS_PER_HOUR. */
  readonly watchMax: number | null;
}

/** Azure's limit as the simulated Azure keeps it, behind the bot's own limiter, which learns it from the answers. */
export function throttledAzure({ limit, watchMax }: LimitSetting, startMs: number): ThrottledAzure {
  let clockMs = startMs;
  const clock = { now: () => new Date(clockMs), speed: 1, sleep: () => Promise.resolve() };
  const limiter = createReadLimiter({ clock, budgeted: true, watchMax });
  const azure = new Throttle(limit);
  const take = (share: 'command' | 'watch', nowMs: number): boolean => {
    clockMs = nowMs;
    if (limiter.take(share) !== null) return false;
    const answer = azure.read(JOB_READS, nowMs);
    if ('remaining' in answer) limiter.learn(answer.remaining);
    else limiter.block(new Date(nowMs + answer.retryAfterS * 1000));
    return 'remaining' in answer;
  };
  const budget = (nowMs: number): ReturnType<Gate['budget']> => {
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
