import type { ReadBudget } from '../../services/monitor/planner/readBudget';
import { HOUR_MS } from '../../services/platform/durations';

/** How many reads `budget` allows at `atMs`, when reads over an hour old no longer count. */
export function leftAt({ perHour, spent }: ReadBudget, atMs: number): number {
  const counted = spent.reduce((sum, { atMs: when, reads }) => sum + (when > atMs - HOUR_MS ? reads : 0), 0);
  return perHour - counted;
}

/** If this share of the hour's reads is left, the tasks of each newly ended job are worth a read. */
const SPARE = 0.5;
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
 * Whether the tasks of an ended job may be read. The message of the end names them, and a list shows none. `awaited`
 * includes this job; 0 means that nobody requested it from this bot.
 */
export function mayAddTasks(awaited: number, budget: ReadBudget): boolean {
  const left = budget.perHour - budget.spent.reduce((sum, { reads }) => sum + reads, 0);
  return left >= SPARE * budget.perHour || (left >= 1 && keptForTasks(awaited, budget) > 0);
}
