import { HOUR_MS } from '../../platform/durations';

/** What the monitor may spend on reads of jobs in one subscription. */
export interface ReadBudget {
  /** How many reads are allowed in any 60 minutes. */
  readonly perHour: number;
  /** Forecast decrease of `perHour` within the hour, because reads for people's commands come first. */
  readonly losesInAnHour?: number;
  /** Reads of the last hour, oldest first, with time and number. */
  readonly spent: readonly { readonly atMs: number; readonly reads: number }[];
  /** No read is allowed before this time: Azure answered 429, or the bot's limiter waits. 0 means no such wait. */
  readonly blockedUntilMs: number;
}

/** How many reads `budget` allows at `atMs`, when reads over an hour old no longer count. */
export function leftAt({ perHour, spent }: ReadBudget, atMs: number): number {
  const counted = spent.reduce((sum, { atMs: when, reads }) => sum + (when > atMs - HOUR_MS ? reads : 0), 0);
  return perHour - counted;
}

/** If this share of the hour's reads is left, tasks are worth a read: of a job that ended well, or of another one. */
const SPARE = { endedWell: 0.75, other: 0.5 } as const;
/** If awaited jobs are at most this share of the hour's reads, one read is kept for the tasks of each. */
const TASKS_SHARE = 0.04;

/**
 * How many reads are kept for the tasks of ended jobs. `awaited` counts the subscription's running jobs that a person
 * requested from this bot.
 */
export function keptForTasks(awaited: number, { perHour }: ReadBudget): number {
  return awaited <= TASKS_SHARE * perHour ? awaited : 0;
}

/**
 * Whether the tasks of an ended job, or of one just found, may be read. Its message names them, and a list shows none.
 * `awaited` includes this job; 0 means that nobody requested it from this bot.
 */
export function mayAddTasks(awaited: number, budget: ReadBudget, of: keyof typeof SPARE = 'endedWell'): boolean {
  const left = budget.perHour - budget.spent.reduce((sum, { reads }) => sum + reads, 0);
  return left >= SPARE[of] * budget.perHour || (left >= 1 && keptForTasks(awaited, budget) > 0);
}
