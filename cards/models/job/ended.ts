import type { JobView } from '../../../protocol/jobViews';
import type { Task } from '../../../services/backup/types';
import { failedIn, warningOf } from '../../../services/backup/warnings';
import type { Banner } from '../../blocks/banner';
import { type Line, line } from '../../blocks/lines';
import { said, type Speaker } from '../../text/speaker';
import { consistencyName, jobState, operationName, taskName, vmName } from '../../text/words';

/** The result in a block: what came of the job and what is usable. */
export function endedBanner(view: JobView, speaker: Speaker): Banner {
  const { job } = view;
  if (job.operation.toLowerCase() !== 'backup') return otherBanner(view, speaker);
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
    consistency: said(consistencyName(speaker, point.consistency)),
    held: said(speaker.text(`job.held.${point.held}`)),
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

function warningLines({ job }: JobView, speaker: Speaker): Line[] {
  return [line(speaker.text(WARNING_KEYS[warningOf(job) ?? 'tasksUnknown']))];
}

function failedHeadline({ job }: JobView, speaker: Speaker): string {
  const task = failedIn(job);
  return task ? speaker.text('job.banner.failedIn', inTask(task, speaker, 'text')) : speaker.text('job.banner.failed');
}

function inTask(task: Task, speaker: Speaker, as: 'text' | 'line'): { task: ReturnType<typeof said> } {
  return { task: said(taskName(speaker, task.name, as)) };
}

/** One sentence with the VM and Azure's final status (CONTRACT 5). */
export function endedSummary(view: JobView, speaker: Speaker): string {
  const { job, point } = view;
  const vm = said(vmName(speaker, job.vmName, 'line'));
  if (job.operation.toLowerCase() !== 'backup') {
    const operation = said(operationName(speaker, job, 'line'));
    return speaker.line('job.summary.other', { vm, operation, state: said(jobState(speaker, job, 'line')) });
  }
  if (job.state === 'failed') return failedSummary(view, speaker);
  if (job.state === 'completedWithWarnings') {
    const notCopied = warningOf(job) === 'transferNotCompleted';
    return speaker.line(`job.summary.${notCopied ? 'transferNotCompleted' : 'completedWithWarnings'}`, { vm });
  }
  if (job.state === 'cancelled') {
    return speaker.line(`job.summary.${point === null ? 'cancelled' : 'cancelledWithPoint'}`, { vm });
  }
  if (point === null) return speaker.line('job.summary.completedNoPoint', { vm });
  return speaker.line('job.summary.completed', {
    vm,
    consistency: said(consistencyName(speaker, point.consistency, 'line')),
    held: said(speaker.line(`job.held.${point.held}`)),
  });
}

function failedSummary({ job }: JobView, speaker: Speaker): string {
  const task = failedIn(job);
  const code = job.errors[0]?.code ?? '';
  const facts = {
    vm: said(vmName(speaker, job.vmName, 'line')),
    code: said(code === '' ? '' : speaker.line('job.summary.code', { code })),
  };
  return task
    ? speaker.line('job.summary.failedIn', { ...facts, ...inTask(task, speaker, 'line') })
    : speaker.line('job.summary.failed', facts);
}
