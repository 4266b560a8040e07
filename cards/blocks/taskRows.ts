import type { PastDurations } from '../../services/backup/findings';
import { isSnapshot } from '../../services/backup/phase';
import type { Job, Task } from '../../services/backup/types';
import icons from '../icons.json';
import { duration } from '../text/durations';
import { type Speaker, verbatim } from '../text/speaker';
import { clientTime } from '../text/times';
import { joined, taskName, taskState } from '../text/words';
import { type CardLine, line } from './line';
import { usualSnapshotText } from './pastDurations';

/** A row of a template's `tasks`: Azure's name, its state in words and as an icon, its times. */
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

/** More tasks than this are not drawn singly; today Azure reports two or three. */
const TASKS_MAX = 12;

/** Every task that Azure reports, by Azure's name and in Azure's order. Never a percentage (AZURE.md 3). */
export function taskRows(speaker: Speaker, tasks: readonly Task[], { ended, pastSnapshots }: TaskContext): TaskRow[] {
  return tasks.slice(0, TASKS_MAX).map((task) => ({
    icon: ICONS[task.state],
    alt: taskState(speaker, task),
    name: taskName(speaker, task.name),
    detail: joined(speaker, [
      ...[taskState(speaker, task), timesText(speaker, task), lengthText(speaker, task, ended)],
      // A job that has ended runs no task, whatever Azure last said of it.
      ended && task.state === 'inProgress' ? speaker.text('task.lastReported') : '',
      pastSnapshots && !ended && isAwaitedSnapshot(task) ? usualSnapshotText(speaker, pastSnapshots) : '',
    ]),
  }));
}

/** Why no task is shown; none where some are. `button`: the one of this card that reads them, if it has one. */
export function noTaskLines(speaker: Speaker, { tasks }: Job, button: 'refresh' | 'job' | null): CardLine[] {
  if (tasks !== null) return tasks.length > 0 ? [] : [line(speaker.text('tasksNone'), true)];
  if (button === null) return [line(speaker.text('tasksUnknown'), true)];
  return [line(speaker.text('tasksUnknownButton', { button: verbatim(speaker.plain(`button.${button}`)) }), true)];
}

/** What is known beside the tasks: whether their job has ended, and how long this VM's snapshots took. */
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

/** A task that Azure still calls in progress on a job that has ended runs no more: no time is counted for it. */
function lengthText(speaker: Speaker, task: Task, ended: boolean): string {
  const { startedAt, endedAt, durationMs, state } = task;
  const spanMs = startedAt && endedAt ? endedAt.getTime() - startedAt.getTime() : null;
  const tookMs = state === 'inProgress' ? null : (durationMs ?? spanMs);
  if (tookMs !== null && tookMs > 0) return duration(speaker, tookMs);
  if (state !== 'inProgress' || startedAt === null || ended) return '';
  const soFar = speaker.reader.now.getTime() - startedAt.getTime();
  return speaker.text('task.soFar', { duration: verbatim(duration(speaker, soFar)) });
}
