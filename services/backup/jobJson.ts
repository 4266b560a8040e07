import type { Job, Task } from './types';

/** `job` as text that keeps its times, for a database. */
export function jobToJson(job: Job): string {
  return JSON.stringify(job);
}

/** The job that `jobToJson` wrote. Throws SyntaxError for any other text: what is stored is ours alone. */
export function jobFromJson(text: string): Job {
  const raw = JSON.parse(text) as Stored<Job> & { readonly tasks: readonly Stored<Task>[] | null };
  return {
    ...raw,
    startedAt: dateOf(raw.startedAt),
    endedAt: dateOf(raw.endedAt),
    retainUntil: dateOf(raw.retainUntil),
    tasks:
      raw.tasks &&
      raw.tasks.map((task) => ({ ...task, startedAt: dateOf(task.startedAt), endedAt: dateOf(task.endedAt) })),
  };
}

type Stored<T> = { readonly [K in keyof T]: T[K] extends Date | null ? string | null : T[K] };

function tasksOf(tasks: readonly Stored<Task>[] | null): readonly Task[] | null {
  if (tasks === null) return null;
  return tasks.map((task) => ({ ...task, startedAt: dateOf(task.startedAt), endedAt: dateOf(task.endedAt) }));
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
