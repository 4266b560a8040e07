import { idKey } from '../../backup/ids';
import { isActive } from '../../backup/phase';
import type { Job } from '../../backup/types';
import { AzureError, type Vaults } from '../../backup/vaults';
import { SECOND_MS } from '../../platform/durations';
import { mayAddTasks } from '../planner/readBudget';
import { isAwaitedByAsker, type WatchedJob } from '../track/watchedJob';
import type { MonitorParts, MonitorTables } from './parts';
import type { ReadingState } from './readingState';

/** Maximum age of a cached reading, shared with commands, that saves the monitor a request. */
export const SHARED_MS = 3 * SECOND_MS;

interface TaskContext {
  readonly parts: Pick<MonitorParts<MonitorTables>, 'vaults' | 'budgetOf'>;
  readonly state: ReadingState;
}

/**
 * An ended job with its tasks, which only a read of the job itself shows and which the message of the end names. The
 * read is made if a person waits for the job and the budget allows it.
 */
export async function withFinalTasks(
  { parts: { vaults, budgetOf }, state }: TaskContext,
  watched: WatchedJob,
  row: Job,
): Promise<Job> {
  if (!watched.awaitsSnapshot || row.tasks !== null) return row;
  const { subscription } = watched.ref.vault;
  const awaited = isAwaitedByAsker(watched) ? state.awaitedByAskers(idKey(subscription)) : 0;
  if (!mayAddTasks(awaited, budgetOf(subscription), row.state === 'completed' ? 'endedWell' : 'other')) return row;
  return tasksOf({ vaults, row, runs: false });
}

/**
 * A newly found running job, with its tasks if the budget allows the read, so that the first message shows its true
 * state.
 */
export async function withRunningTasks({ parts: { vaults, budgetOf } }: TaskContext, row: Job): Promise<Job> {
  return mayAddTasks(0, budgetOf(row.vault.subscription), 'other') ? tasksOf({ vaults, row, runs: true }) : row;
}

/**
 * The job with its tasks. Returns the row itself if the job cannot be read, or if row and read disagree whether it has
 * ended.
 */
async function tasksOf({ vaults, row, runs }: { vaults: Vaults; row: Job; runs: boolean }): Promise<Job> {
  try {
    const { value, problem } = await vaults.job(row.vault, row.id, { maxAgeMs: SHARED_MS });
    return problem || isActive(value) !== runs ? row : value;
  } catch (error) {
    if (error instanceof AzureError) return row;
    throw error;
  }
}
