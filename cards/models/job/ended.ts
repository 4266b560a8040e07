import type { JobView } from '../../../protocol/jobViews';
import { operationOf } from '../../../services/backup/operations';
import type { JobState } from '../../../services/backup/types';
import { failedIn, warningOf } from '../../../services/backup/warnings';
import type { Banner } from '../../blocks/banner';
import { line } from '../../blocks/line';
import { unreadTasksText } from '../../blocks/unreadTasks';
import { type Facts, type Speaker, type TextForm, verbatim } from '../../text/speaker';
import { consistencyName, jobState, operationName, sentences, taskName, vmName } from '../../text/words';

const STYLES: Readonly<Partial<Record<JobState, Banner['style']>>> = {
  completedWithWarnings: 'warning',
  failed: 'attention',
  cancelled: 'emphasis',
};

/** The banner of an ended job: its result, and which recovery point is usable. */
export function endedBanner(view: JobView, speaker: Speaker): Banner {
  const { job } = view;
  if (operationOf(job) !== 'backup') {
    const style = job.state === 'completed' ? 'good' : 'attention';
    return { style, headline: jobState(speaker, job, 'text'), lines: [] };
  }
  const warning = warningOf(job);
  return {
    style: STYLES[job.state] ?? 'good',
    headline: speaker.text(`job.banner.${endOf(view)}`, factsOf(view, speaker, 'text')),
    lines: warning === null ? [] : [line(speaker.text(`job.warning.${warning}`))],
  };
}

/** One sentence with the VM and Azure's final status. No other sentence names that status (docs/messages.md). */
export function endedSummary(view: JobView, speaker: Speaker): string {
  const { job } = view;
  const facts = factsOf(view, speaker, 'plain');
  if (operationOf(job) === 'backup')
    return sentences(speaker, [speaker.plain(`job.summary.${endOf(view)}`, facts), unreadTasksText(speaker, job)]);
  const operation = verbatim(operationName(speaker, job, 'plain'));
  return speaker.plain('job.summary.other', { ...facts, operation, state: verbatim(jobState(speaker, job, 'plain')) });
}

/** The end of a backup, as the last part of the keys of its banner and its sentence. */
function endOf({ job, point }: JobView): string {
  if (job.state === 'failed') return failedIn(job) ? 'failedIn' : 'failed';
  if (job.state === 'cancelled') return point === null ? 'cancelled' : 'cancelledWithPoint';
  if (job.state !== 'completedWithWarnings') return point === null ? 'completedNoPoint' : 'completed';
  return warningOf(job) === 'transferNotCompleted' ? 'transferNotCompleted' : 'completedWithWarnings';
}

function factsOf({ job, point }: JobView, speaker: Speaker, as: TextForm): Facts {
  const task = failedIn(job);
  const code = job.errors[0]?.code ?? '';
  return {
    vm: verbatim(vmName(speaker, job.vmName, as)),
    code: verbatim(code === '' ? '' : speaker[as]('job.summary.code', { code })),
    ...(task && { task: verbatim(taskName(speaker, task.name, as)) }),
    ...(point && {
      consistency: verbatim(consistencyName(speaker, point.consistency, as)),
      held: verbatim(speaker[as](`job.held.${point.held}`)),
    }),
  };
}
