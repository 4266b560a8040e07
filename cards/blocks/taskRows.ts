import type { PastDurations } from '../../services/backup/findings';
import { isSnapshot } from '../../services/backup/phase';
import type { Job, Task } from '../../services/backup/types';
import icons from '../icons.json';
import { duration } from '../text/durations';
import { type Speaker, verbatim } from '../text/speaker';
import { clientTime } from '../text/times';
import { joined, taskName, taskState } from '../text/words';
import { usualSnapshotText } from './pastDurations';

/** A row of a template's `tasks`: Azure's name, the state as icon and words, and the times. */
export interface TaskRow {
  readonly icon: string;
  readonly alt: string;
  readonly name: string;
  readonly detail: string;
}

const ICONS: Readonly<Record<Task['state'], string>> = {
  notStarted: icons.notStarted,
  inProgress: icons.inProgress,
  completed: icons.completed,
  failed: icons.failed,
  cancelling: icons.cancelled,
  cancelled: icons.cancelled,
  unknown: icons.unknown,
};

/** Maximum number of tasks on a card. Azure reports two or three today. */
const TASKS_MAX = 12;

/**
 * Every task that Azure reports, by Azure's name and in Azure's order, or as last seen before the end. No percentage:
 * Azure's is fixed or absent.
 */
export function taskRows(
  speaker: Speaker,
  { tasks, lastTasks }: Pick<Job, 'tasks' | 'lastTasks'>,
  { ended, pastSnapshots }: TaskContext,
): TaskRow[] {
  return (tasks ?? lastTasks?.tasks ?? []).slice(0, TASKS_MAX).map((task) => ({
    icon: ICONS[task.state],
    alt: taskState(speaker, task),
    name: taskName(speaker, task.name),
    detail: joined(speaker, [
      taskState(speaker, task),
      timesText(speaker, task),
      lengthText(speaker, task, ended),
      // An ended job runs no task, even if Azure last reported it so.
      ended && task.state === 'inProgress' ? speaker.text('task.lastReported') : '',
      pastSnapshots && !ended && isAwaitedSnapshot(task) ? usualSnapshotText(speaker, pastSnapshots) : '',
    ]),
  }));
}

/** What a row says besides its task: whether the job has ended, and how long past snapshots of the VM took. */
interface TaskContext {
  readonly ended: boolean;
  readonly pastSnapshots?: PastDurations | null | undefined;
}

function isAwaitedSnapshot(task: Task): boolean {
  return isSnapshot(task) && (task.state === 'notStarted' || task.state === 'inProgress');
}

function timesText(speaker: Speaker, { startedAt, endedAt, state }: Task): string {
  const { now } = speaker.reader;
  if (startedAt === null) return '';
  if (endedAt !== null) {
    return speaker.text('task.fromTo', {
      from: verbatim(clientTime(startedAt, now)),
      to: verbatim(clientTime(endedAt, now)),
    });
  }
  return speaker.text(state === 'inProgress' ? 'task.started' : 'task.startedOnly', { at: startedAt });
}

/** How long the task took or has run. Nothing is counted for a task "in progress" of a job that has ended. */
function lengthText(speaker: Speaker, task: Task, ended: boolean): string {
  const { startedAt, endedAt, durationMs, state } = task;
  const spanMs = startedAt && endedAt ? endedAt.getTime() - startedAt.getTime() : null;
  const tookMs = state === 'inProgress' ? null : (durationMs ?? spanMs);
  if (tookMs !== null && tookMs > 0) return duration(speaker, tookMs);
  if (state !== 'inProgress' || startedAt === null || ended) return '';
  const soFar = speaker.reader.now.getTime() - startedAt.getTime();
  return speaker.text('task.soFar', { duration: verbatim(duration(speaker, soFar)) });
}
