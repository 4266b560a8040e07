import { type Job, JOB_STATES, type Task } from './types';

type Stored<T> = { readonly [K in keyof T]: T[K] extends Date | null ? string | null : T[K] };
type StoredJob = Omit<Stored<Job>, 'tasks' | 'lastTasks' | 'restore'> & {
  readonly tasks: readonly Stored<Task>[] | null;
  readonly lastTasks?: { readonly tasks: readonly Stored<Task>[]; readonly at: string };
  /** Absent in rows that older versions of the bot wrote. */
  readonly restore?: Job['restore'];
};

/** Writes `job` as text for the database; its times become ISO texts. */
export function jobToJson(job: Job): string {
  return JSON.stringify(job);
}

/**
 * Reads the text that `jobToJson` wrote, perhaps in a newer version of the bot: a state that this one lacks is unknown.
 */
export function jobFromJson(text: string): Job {
  const { lastTasks, ...raw } = JSON.parse(text) as StoredJob;
  return {
    ...raw,
    state: JOB_STATES.includes(raw.state) ? raw.state : 'unknown',
    startedAt: dateOf(raw.startedAt),
    endedAt: dateOf(raw.endedAt),
    retainUntil: dateOf(raw.retainUntil),
    tasks: raw.tasks && tasksOf(raw.tasks),
    ...(lastTasks && { lastTasks: { tasks: tasksOf(lastTasks.tasks), at: new Date(lastTasks.at) } }),
    restore: raw.restore ?? null,
  };
}

function tasksOf(tasks: readonly Stored<Task>[]): readonly Task[] {
  return tasks.map((task) => ({ ...task, startedAt: dateOf(task.startedAt), endedAt: dateOf(task.endedAt) }));
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
