import { HOUR_MS } from '../../platform/durations';

/** What the monitor may spend on reads of jobs in one subscription. */
export interface ReadBudget {
  /** Reads in any 60 minutes. */
  readonly perHour: number;
  /** By how much `perHour` is forecast to shrink within the hour: reads for people's commands come first. */
  readonly losesInAnHour?: number;
  /** Reads of the last hour, oldest first: when, and how many. */
  readonly spent: readonly { readonly atMs: number; readonly reads: number }[];
  /** No read before then: Azure answered 429, or our limiter waits. 0: no such wait. */
  readonly blockedUntilMs: number;
}

/** Reads that `budget` allows at `atMs`, when reads over an hour old no longer count. */
export function leftAt({ perHour, spent }: ReadBudget, atMs: number): number {
  const counted = spent.reduce((sum, { atMs: when, reads }) => sum + (when > atMs - HOUR_MS ? reads : 0), 0);
  return perHour - counted;
}

/** With this share of the hour's reads left, each end that a list shows is worth a read of its job's tasks. */
const SPARE = 0.5;
/** Where at most this share of the hour's reads is awaited jobs, one read is kept for the tasks of each. */
const TASKS_SHARE = 0.04;

/** Reads kept for the tasks of ends. `asked`: running jobs of the subscription that a person asked this bot for. */
export function keptForTasks(asked: number, { perHour }: ReadBudget): number {
  return asked <= TASKS_SHARE * perHour ? asked : 0;
}

/**
 * Whether the tasks of a job that has ended may be read. The message of the end names them, and a list shows none.
 * `asked` counts this job too; 0: nobody asked this bot for it.
 */
export function mayAddTasks(asked: number, budget: ReadBudget): boolean {
  const left = budget.perHour - budget.spent.reduce((sum, { reads }) => sum + reads, 0);
  return left >= SPARE * budget.perHour || (left >= 1 && keptForTasks(asked, budget) > 0);
}
