import { isActive } from '../../services/backup/phase';
import type { Job } from '../../services/backup/types';
import { type Speaker, verbatim } from '../text/speaker';
import { jobState, joined, taskName, taskState } from '../text/words';
import { type CardLine, line } from './line';

/**
 * Says why no task is shown, or of when the shown ones are; no line if a read of the job shows them. `button`: the
 * button of this card that reads them, or null.
 */
export function unreadTaskLines(speaker: Speaker, job: Job, button: 'refresh' | 'job' | null): CardLine[] {
  const { tasks, lastTasks } = job;
  if (tasks !== null) return tasks.length > 0 ? [] : [line(speaker.text('tasks.none'), true)];
  const read =
    button === null ? '' : speaker.text('tasks.read', { button: verbatim(speaker.plain(`button.${button}`)) });
  if (isActive(job)) return [line(speaker.text('tasks.unread', { read: verbatim(read) }), true)];
  const facts = { state: verbatim(jobState(speaker, job, 'text')), read: verbatim(read) };
  if (lastTasks === undefined) return [line(speaker.text('tasks.unreadEnd', facts), true)];
  return [line(speaker.text('tasks.lastSeen', { ...facts, at: lastTasks.at }), true)];
}

/** The same for the sentence of an end: the status is Azure's final one, and what was seen of the tasks before it. */
export function unreadTasksText(speaker: Speaker, { tasks, lastTasks }: Job): string {
  if (tasks !== null) return '';
  if (lastTasks === undefined) return speaker.plain('tasks.unreadSentence');
  const seen = lastTasks.tasks.slice(0, NAMED_MAX).map((task) =>
    speaker.plain('tasks.state', {
      task: verbatim(taskName(speaker, task.name, 'plain')),
      state: verbatim(taskState(speaker, task, 'plain')),
    }),
  );
  return speaker.plain('tasks.lastSeenSentence', { at: lastTasks.at, seen: verbatim(joined(speaker, seen)) });
}

/** Tasks that a sentence names. */
const NAMED_MAX = 4;
