import { snapshotTask, transferTask } from './phase';
import type { Job, Task, TaskState } from './types';

/**
 * What a job that `CompletedWithWarnings` means, told by its tasks; null for any other job. `tasksUnknown`: they were not
 * read; `noTasks`: Azure shows none; `notAllCompleted`: they tell no more than that.
 */
export function warningOf(
  job: Job,
): 'transferNotCompleted' | 'allTasksCompleted' | 'notAllCompleted' | 'noTasks' | 'tasksUnknown' | null {
  if (job.state !== 'completedWithWarnings') return null;
  if (job.tasks === null) return 'tasksUnknown';
  if (job.tasks.length === 0) return 'noTasks';
  if (job.tasks.every((task) => task.state === 'completed')) return 'allTasksCompleted';
  const transfer = transferTask(job)?.state ?? 'unknown';
  const transferred = transfer === 'completed' || transfer === 'unknown';
  return snapshotTask(job)?.state === 'completed' && !transferred ? 'transferNotCompleted' : 'notAllCompleted';
}

/** Where a failed job may have stopped, the surest sign first: Azure leaves `Take Snapshot` InProgress on some (docs/azure.md). */
const STOPPED: readonly TaskState[] = ['failed', 'inProgress', 'cancelling', 'cancelled'];

/** The task that a failed job failed in; null where the job did not fail or no task shows it. */
export function failedIn(job: Job): Task | null {
  const { state, tasks } = job;
  if (state !== 'failed' || tasks === null) return null;
  return STOPPED.flatMap((stopped) => tasks.find((task) => task.state === stopped) ?? [])[0] ?? null;
}
