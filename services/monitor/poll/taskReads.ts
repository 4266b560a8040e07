import { isActive } from '../../backup/phase';
import type { Job } from '../../backup/types';
import { AzureError, type Vaults } from '../../backup/vaults';
import { mayAddTasks } from '../planner/shadowPrice';
import { isAwaitedByAsker, vaultOf, type WatchedJob } from '../track/watchedJob';
import type { MonitorParts, MonitorTables } from './parts';
import type { ReadingState } from './readingState';

/** A reading that a command has just taken serves the watcher too. */
export const SHARED_MS = 3_000;

interface Context {
  readonly parts: Pick<MonitorParts<MonitorTables>, 'vaults' | 'budgetOf'>;
  readonly memory: ReadingState;
}

/** The end names every task, which only a read of the job itself shows: spent for who waits, where enough is left. */
export async function withTasks(
  { parts: { vaults, budgetOf }, memory }: Context,
  watched: WatchedJob,
  row: Job,
): Promise<Job> {
  if (!watched.awaitsSnapshot || row.tasks !== null) return row;
  const { subscription } = vaultOf(watched);
  const asked = isAwaitedByAsker(watched) ? memory.asked(subscription.toLowerCase()) : 0;
  if (!mayAddTasks(asked, budgetOf(subscription))) return row;
  return tasksOf({ vaults, row, runs: false });
}

/** A job that is found under way is told as it stands, which only a read of its own shows: made where enough is left. */
export async function asItStands({ parts: { vaults, budgetOf } }: Context, row: Job): Promise<Job> {
  return mayAddTasks(0, budgetOf(row.vault.subscription)) ? tasksOf({ vaults, row, runs: true }) : row;
}

/** The row with its tasks, where the read of the job itself still agrees with it. */
async function tasksOf({ vaults, row, runs }: { vaults: Vaults; row: Job; runs: boolean }): Promise<Job> {
  try {
    const { value, problem } = await vaults.job(row.vault, row.id, { maxAgeMs: SHARED_MS });
    return problem || isActive(value) !== runs ? row : value;
  } catch (error) {
    if (error instanceof AzureError) return row;
    throw error;
  }
}
