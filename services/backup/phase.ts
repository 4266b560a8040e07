import type { Phase } from './findings';
import type { Job, Task } from './types';

/** Whether this is `Take Snapshot` (docs/azure.md: names vary in case). */
export function isSnapshot(task: Task): boolean {
  return named(task, 'take snapshot');
}

function named(task: Task, name: string): boolean {
  return task.name.replace(/\s+/g, ' ').trim().toLowerCase() === name;
}

/**
 * The job's `Take Snapshot`; null where the job was read without tasks or has none of
 * that name. Were there several, the first that is not completed, so that none is overlooked.
 */
export function snapshotTask(job: Job): Task | null {
  const snapshots = job.tasks?.filter(isSnapshot) ?? [];
  return snapshots.find((task) => task.state !== 'completed') ?? snapshots[0] ?? null;
}

/** The job's `Transfer data to vault`; null as above. A restore's `Transfer data from vault` is another task. */
export function transferTask(job: Job): Task | null {
  return job.tasks?.find((task) => named(task, 'transfer data to vault')) ?? null;
}

/** Whether the job may still change: a state that we do not know counts as one that may. */
export function isActive(job: Job): boolean {
  return job.state === 'inProgress' || job.state === 'cancelling' || job.state === 'unknown';
}

/**
 * The job's status rules, its tasks only say more (docs/azure.md). `unknown` where a running job was read without tasks,
 * or its tasks fit none of the phases: a restore between two tasks, a snapshot that failed on a job that runs on.
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
  if (named(running, 'transfer data to vault')) return 'transfer';
  return named(running, 'validate backup') ? 'validate' : 'otherTask';
}
