import type { Phase } from './findings';
import type { Job, JobState, Task } from './types';

/** Whether the task is `Take Snapshot`. Azure varies the case of task names. */
export function isSnapshot(task: Task): boolean {
  return isNamed(task, 'take snapshot');
}

function isNamed(task: Task, name: string): boolean {
  return task.name.replace(/\s+/g, ' ').trim().toLowerCase() === name;
}

/**
 * The job's task `Take Snapshot`; null if the job comes from a list, without tasks, or has no such task. Of several, it
 * returns the first that is not completed, so that no running snapshot is overlooked.
 */
export function snapshotTask(job: Job): Task | null {
  const snapshots = job.tasks?.filter(isSnapshot) ?? [];
  return snapshots.find((task) => task.state !== 'completed') ?? snapshots[0] ?? null;
}

/** The job's task `Transfer data to vault`; null if it has none. A restore has `Transfer data from vault`. */
export function transferTask(job: Job): Task | null {
  return job.tasks?.find((task) => isNamed(task, 'transfer data to vault')) ?? null;
}

/**
 * Whether a job in each state may still change. A state that is new to this bot maps to `unknown`, which counts as
 * active.
 */
const ACTIVE: Readonly<Record<JobState, boolean>> = {
  inProgress: true,
  cancelling: true,
  unknown: true,
  completed: false,
  completedWithWarnings: false,
  failed: false,
  cancelled: false,
};

/** Whether the job may still change. */
export function isActive({ state }: Pick<Job, 'state'>): boolean {
  return ACTIVE[state];
}

/**
 * The phase of a job. The job's state decides whether it has ended; tasks only add detail, since Azure leaves some of
 * them InProgress. `unknown`: a running job without tasks, or with tasks that fit no phase, for example a restore
 * between two tasks.
 */
export function phaseOf(job: Job): Phase {
  if (!isActive(job)) return 'ended';
  if (job.state !== 'inProgress') return job.state === 'cancelling' ? 'cancelling' : 'unknown';
  if (job.tasks === null || job.tasks.length === 0) return 'unknown';
  if (job.tasks.every((task) => task.state === 'notStarted')) return 'queued';
  const snapshot = snapshotTask(job);
  if (snapshot?.state === 'inProgress') return 'snapshot';
  const running = job.tasks.find((task) => task.state === 'inProgress');
  if (running !== undefined) return phaseIn(running);
  return snapshot?.state === 'completed' ? 'between' : 'unknown';
}

function phaseIn(running: Task): Phase {
  if (isNamed(running, 'transfer data to vault')) return 'transfer';
  return isNamed(running, 'validate backup') ? 'validate' : 'otherTask';
}

/** Compares two jobs by their start, for Array.sort. A job without a start comes last. */
export function newestFirst(a: Job, b: Job): number {
  return (b.startedAt?.getTime() ?? 0) - (a.startedAt?.getTime() ?? 0);
}
