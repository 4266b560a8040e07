import type { JobView } from '../../../protocol/jobViews';
import { snapshotTask } from '../../../services/backup/phase';
import { type Banner, sinceText } from '../../blocks/banner';
import { type CardLine, line } from '../../blocks/line';
import { waitLines, withEndLines } from '../../blocks/waitHint';
import { type Speaker, verbatim } from '../../text/speaker';
import { operationName, vmName } from '../../text/words';
import { afterBanner, clearanceOf, CLEARANCES } from './afterSnapshot';
import { type RunningStage, runningStageOf } from './runningStage';

const STYLES: Readonly<Record<Exclude<RunningStage, 'after'>, Banner['style']>> = {
  queued: 'warning',
  snapshot: 'warning',
  cancelling: 'warning',
  restoring: 'warning',
  administrative: 'accent',
  restoringElsewhere: 'accent',
  restoreUnknown: 'attention',
  unknown: 'attention',
};

/** The banner of a running job: whether it blocks changes of its VM. */
export function runningBanner(view: JobView, speaker: Speaker): Banner {
  const { job } = view;
  const stage = runningStageOf(job);
  if (stage === 'after') return afterBanner(view, speaker);
  const since = verbatim(sinceText(speaker, snapshotTask(job)?.startedAt ?? job.startedAt));
  const operation = verbatim(operationName(speaker, job));
  return {
    style: STYLES[stage],
    headline: speaker.text(`job.banner.${stage === 'restoreUnknown' ? 'unknown' : stage}`, { since, operation }),
    lines: linesOf(view, speaker),
  };
}

function linesOf(view: JobView, speaker: Speaker): CardLine[] {
  const stage = runningStageOf(view.job);
  const vm = verbatim(vmName(speaker, view.job.vmName));
  if (stage === 'queued' || stage === 'snapshot') return waitLines(speaker, vm, view);
  if (stage === 'cancelling' || stage === 'restoring') return [line(speaker.text('verdict.hold', { vm }))];
  if (stage === 'unknown') return [line(doubtText(view, speaker)), ...withEndLines(speaker, vm, view)];
  return stage === 'restoreUnknown' ? [line(doubtText(view, speaker))] : [];
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
  const stage = runningStageOf(job);
  const waiting = stage === 'queued' && !view.told ? 'queuedUntold' : stage;
  const key = stage === 'after' ? CLEARANCES[clearanceOf(view)].summary : waiting;
  return speaker.plain(`job.summary.${key}`, {
    vm: verbatim(vmName(speaker, job.vmName, 'plain')),
    operation: verbatim(operationName(speaker, job, 'plain')),
  });
}
