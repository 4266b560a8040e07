import { snapshotTask, transferTask } from './phase';
import type { Job, Task, TaskState } from './types';

/**
 * What a job that `CompletedWithWarnings` means, told by its tasks; null for any other job (DESIGN.md). `tasksUnknown`:
 * it was read without tasks, or they tell neither: then only Azure's own warning can be shown.
 */
export function warningOf(job: Job): 'transferNotCompleted' | 'allTasksCompleted' | 'tasksUnknown' | null {
  if (job.state !== 'completedWithWarnings') return null;
  if (job.tasks === null || job.tasks.length === 0) return 'tasksUnknown';
  if (job.tasks.every((task) => task.state === 'completed')) return 'allTasksCompleted';
  const transfer = transferTask(job)?.state ?? 'unknown';
  const transferred = transfer === 'completed' || transfer === 'unknown';
  return snapshotTask(job)?.state === 'completed' && !transferred ? 'transferNotCompleted' : 'tasksUnknown';
}

/** Where a failed job may have stopped, the surest sign first: Azure leaves `Take Snapshot` InProgress on some (AZURE.md 3). */
const STOPPED: readonly TaskState[] = ['failed', 'inProgress', 'cancelling', 'cancelled'];

/** The task that a failed job failed in; null where the job did not fail or no task shows it. */
export function failedIn(job: Job): Task | null {
  const { state, tasks } = job;
  if (state !== 'failed' || tasks === null) return null;
  return STOPPED.flatMap((stopped) => tasks.find((task) => task.state === stopped) ?? [])[0] ?? null;
}
