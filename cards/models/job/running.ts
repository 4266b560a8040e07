import type { JobView } from '../../../protocol/jobViews';
import { snapshotTask } from '../../../services/backup/phase';
import { type Banner, sinceText } from '../../blocks/banner';
import { line } from '../../blocks/line';
import { waitLines } from '../../blocks/waitHint';
import { type Speaker, verbatim } from '../../text/speaker';
import { operationName, vmName } from '../../text/words';
import { afterBanner, clearanceOf, CLEARANCES } from './afterSnapshot';
import { runningStageOf } from './runningStage';

/** The banner of a running job: whether it blocks changes of its VM. */
export function runningBanner(view: JobView, speaker: Speaker): Banner {
  const { job } = view;
  const standing = runningStageOf(job);
  switch (standing) {
    case 'queued':
    case 'snapshot': {
      const vm = verbatim(vmName(speaker, job.vmName));
      const since = verbatim(sinceText(speaker, snapshotTask(job)?.startedAt ?? job.startedAt));
      return {
        style: 'warning',
        headline: speaker.text(`job.banner.${standing}`, { since }),
        lines: waitLines(speaker, vm, view.told),
      };
    }
    case 'cancelling':
    case 'restoring':
      return {
        style: 'warning',
        headline: speaker.text(`job.banner.${standing}`),
        lines: [line(speaker.text('verdict.hold', { vm: verbatim(vmName(speaker, job.vmName)) }))],
      };
    case 'after':
      return afterBanner(view, speaker);
    case 'administrative':
      return {
        style: 'accent',
        headline: speaker.text('job.banner.running', { operation: verbatim(operationName(speaker, job)) }),
        lines: [],
      };
    case 'restoringElsewhere':
      return { style: 'accent', headline: speaker.text('job.banner.restoringElsewhere'), lines: [] };
    case 'restoreUnknown':
    case 'unknown':
      return {
        style: 'attention',
        headline: speaker.text('job.banner.unknown'),
        lines: [line(doubtText(view, speaker))],
      };
  }
}

function doubtText({ job }: JobView, speaker: Speaker): string {
  if (runningStageOf(job) === 'restoreUnknown') return speaker.text('job.restoreUnknown');
  if (job.state === 'unknown') {
    const azure = job.statusText;
    return azure === '' ? speaker.text('job.noState') : speaker.text('job.unknownState', { azure });
  }
  if (job.tasks === null) return speaker.text('job.unknownTasks');
  return speaker.text(job.tasks.length === 0 ? 'job.noTasks' : 'job.strangeTasks');
}

/** Says neither a final status nor "snapshot done": only an end or a go-ahead may (docs/messages.md). */
export function runningSummary(view: JobView, speaker: Speaker): string {
  const { job } = view;
  const vm = verbatim(vmName(speaker, job.vmName, 'plain'));
  const standing = runningStageOf(job);
  if (standing === 'after') return speaker.plain(`job.summary.${CLEARANCES[clearanceOf(view)].summary}`, { vm });
  if (standing === 'queued')
    return speaker.plain(view.told ? 'job.summary.queued' : 'job.summary.queuedUntold', { vm });
  if (standing !== 'administrative') return speaker.plain(`job.summary.${standing}`, { vm });
  return speaker.plain('job.summary.running', { vm, operation: verbatim(operationName(speaker, job, 'plain')) });
}
