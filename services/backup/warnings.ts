import { snapshotTask, transferTask } from './phase';
import type { Job, Task, TaskState } from './types';

/**
 * What `CompletedWithWarnings` means for this job, from its tasks; null for a job in any other state. `tasksUnknown`:
 * the job comes from a list, without tasks. `noTasks`: its own read shows none. `transferNotCompleted`: the snapshot
 * alone is complete.
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

/** States of the task at which a job failed, the surest first. Azure leaves some of those tasks InProgress. */
const STOPPED: readonly TaskState[] = ['failed', 'inProgress', 'cancelling', 'cancelled'];

/** The task at which the job failed; null if the job did not fail, or no task shows it. */
export function failedIn(job: Job): Task | null {
  const { state, tasks } = job;
  if (state !== 'failed' || tasks === null) return null;
  return STOPPED.flatMap((stopped) => tasks.find((task) => task.state === stopped) ?? [])[0] ?? null;
}
