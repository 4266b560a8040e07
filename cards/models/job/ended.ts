import type { JobView } from '../../../protocol/jobViews';
import { operationOf } from '../../../services/backup/operations';
import type { Task } from '../../../services/backup/types';
import { failedIn, warningOf } from '../../../services/backup/warnings';
import type { Banner } from '../../blocks/banner';
import { type CardLine, line } from '../../blocks/line';
import { type Speaker, type TextForm, type Verbatim, verbatim } from '../../text/speaker';
import { consistencyName, jobState, operationName, taskName, vmName } from '../../text/words';

/** The banner of an ended job: its result, and which recovery point is usable. */
export function endedBanner(view: JobView, speaker: Speaker): Banner {
  const { job } = view;
  if (operationOf(job) !== 'backup') return otherBanner(view, speaker);
  switch (job.state) {
    case 'completedWithWarnings':
      return { style: 'warning', headline: warningHeadline(view, speaker), lines: warningLines(view, speaker) };
    case 'failed':
      return { style: 'attention', headline: failedHeadline(view, speaker), lines: [] };
    case 'cancelled': {
      const key = view.point === null ? 'cancelled' : 'cancelledWithPoint';
      return { style: 'emphasis', headline: speaker.text(`job.banner.${key}`), lines: [] };
    }
    case 'completed':
    case 'inProgress':
    case 'cancelling':
    case 'unknown':
      return { style: 'good', headline: completedHeadline(view, speaker), lines: [] };
  }
}

function otherBanner({ job }: JobView, speaker: Speaker): Banner {
  const headline = jobState(speaker, job, 'text');
  return { style: job.state === 'completed' ? 'good' : 'attention', headline, lines: [] };
}

function completedHeadline({ point }: JobView, speaker: Speaker): string {
  if (point === null) return speaker.text('job.banner.completedNoPoint');
  return speaker.text('job.banner.completed', {
    consistency: verbatim(consistencyName(speaker, point.consistency)),
    held: verbatim(speaker.text(`job.held.${point.held}`)),
  });
}

function warningHeadline({ job }: JobView, speaker: Speaker): string {
  return speaker.text(
    warningOf(job) === 'transferNotCompleted' ? 'job.banner.transferNotCompleted' : 'job.banner.warnings',
  );
}

const WARNING_KEYS = {
  transferNotCompleted: 'job.warningTransfer',
  allTasksCompleted: 'job.warningTasks',
  notAllCompleted: 'job.warningNotAll',
  noTasks: 'job.warningNoTasks',
  tasksUnknown: 'job.warningUnknown',
} as const;

function warningLines({ job }: JobView, speaker: Speaker): CardLine[] {
  return [line(speaker.text(WARNING_KEYS[warningOf(job) ?? 'tasksUnknown']))];
}

function failedHeadline({ job }: JobView, speaker: Speaker): string {
  const task = failedIn(job);
  return task ? speaker.text('job.banner.failedIn', inTask(task, speaker, 'text')) : speaker.text('job.banner.failed');
}

function inTask(task: Task, speaker: Speaker, as: TextForm): { task: Verbatim } {
  return { task: verbatim(taskName(speaker, task.name, as)) };
}

/** One sentence with the VM and Azure's final status; only the sentence of an end names it (docs/messages.md). */
export function endedSummary(view: JobView, speaker: Speaker): string {
  const { job, point } = view;
  const vm = verbatim(vmName(speaker, job.vmName, 'plain'));
  if (operationOf(job) !== 'backup') {
    const operation = verbatim(operationName(speaker, job, 'plain'));
    return speaker.plain('job.summary.other', { vm, operation, state: verbatim(jobState(speaker, job, 'plain')) });
  }
  if (job.state === 'failed') return failedSummary(view, speaker);
  if (job.state === 'completedWithWarnings') {
    const notCopied = warningOf(job) === 'transferNotCompleted';
    return speaker.plain(`job.summary.${notCopied ? 'transferNotCompleted' : 'completedWithWarnings'}`, { vm });
  }
  if (job.state === 'cancelled') {
    return speaker.plain(`job.summary.${point === null ? 'cancelled' : 'cancelledWithPoint'}`, { vm });
  }
  if (point === null) return speaker.plain('job.summary.completedNoPoint', { vm });
  return speaker.plain('job.summary.completed', {
    vm,
    consistency: verbatim(consistencyName(speaker, point.consistency, 'plain')),
    held: verbatim(speaker.plain(`job.held.${point.held}`)),
  });
}

function failedSummary({ job }: JobView, speaker: Speaker): string {
  const task = failedIn(job);
  const code = job.errors[0]?.code ?? '';
  const facts = {
    vm: verbatim(vmName(speaker, job.vmName, 'plain')),
    code: verbatim(code === '' ? '' : speaker.plain('job.summary.code', { code })),
  };
  return task
    ? speaker.plain('job.summary.failedIn', { ...facts, ...inTask(task, speaker, 'plain') })
    : speaker.plain('job.summary.failed', facts);
}
