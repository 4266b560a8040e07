import type { JobView } from '../../../protocol/jobViews';
import type { Phase } from '../../../services/backup/findings';
import { operationOf, restoreTargetOf } from '../../../services/backup/operations';
import { phaseOf, snapshotTask } from '../../../services/backup/phase';
import type { Job } from '../../../services/backup/types';
import { type Banner, sinceText } from '../../blocks/banner';
import { line } from '../../blocks/lines';
import { waitLines } from '../../blocks/waitHint';
import { type Speaker, verbatim } from '../../text/speaker';
import { operationName, taskName, vmName } from '../../text/words';

/**
 * How a running job stands to a change of its VM. `after`: its snapshot is done. Where the phase and the snapshot
 * disagree, and for what we do not know, `unknown`.
 */
type RunningStage = 'queued' | 'snapshot' | 'cancelling' | 'after' | RestoreStage | 'administrative' | 'unknown';
/** Onto the VM, elsewhere, and where Azure does not say. */
type RestoreStage = 'restoring' | 'restoringElsewhere' | 'restoreUnknown';

const RESTORES: Readonly<Record<ReturnType<typeof restoreTargetOf>, RestoreStage>> = {
  ...{ vm: 'restoring', elsewhere: 'restoringElsewhere', unknown: 'restoreUnknown' },
};

export function runningStageOf(job: Job): RunningStage {
  const operation = operationOf(job);
  if (operation === 'restore') return RESTORES[restoreTargetOf(job)];
  if (operation === 'administrative') return 'administrative';
  const phase = phaseOf(job);
  if (phase === 'cancelling' || phase === 'queued' || phase === 'snapshot') return phase;
  const done = operation === 'backup' && phase !== 'unknown' && snapshotTask(job)?.state === 'completed';
  return done ? 'after' : 'unknown';
}

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
      return { style: 'attention', headline: speaker.text('job.banner.unknown'), lines: [line(doubt(view, speaker))] };
  }
}

/** The snapshot of this job is done for good. No go-ahead: another backup of the VM may run, and only this one was read. */
function afterBanner(view: JobView, speaker: Speaker): Banner {
  const { job } = view;
  const hold = clearanceOf(view);
  const then = verbatim(
    thenText(job.tasks?.find((task) => task.state === 'inProgress')?.name ?? '', phaseOf(job), speaker),
  );
  return {
    style: STYLES[hold],
    headline: speaker.text(HEADLINES[hold], { then, vm: job.vmName }),
    lines: [
      line(speaker.text(hold === 'thisAlone' ? 'job.notBlocking' : `job.${hold}`, { vm: job.vmName })),
      ...(hold === 'thisAlone' ? [line(speaker.text('job.thisAlone', { vm: job.vmName }))] : []),
      line(speaker.text('job.keepVm')),
      ...(view.told ? [line(speaker.text('job.toldEnd'), true)] : []),
    ],
  };
}

const STYLES = {
  notBlocking: 'good',
  thisAlone: 'accent',
  otherRuns: 'warning',
  notBlockingStale: 'attention',
} as const;
/** "Snapshot done" is what a hold waits for: it is no headline where something else is to be waited for. */
const HEADLINES = {
  notBlocking: 'job.banner.snapshotDone',
  thisAlone: 'job.banner.snapshotDone',
  otherRuns: 'job.banner.otherRuns',
  notBlockingStale: 'job.banner.notFresh',
} as const;
const SUMMARIES = {
  notBlocking: 'clear',
  thisAlone: 'clearAlone',
  otherRuns: 'otherRuns',
  notBlockingStale: 'notFresh',
} as const;

/** Two backups of a VM may run at once: that this one's snapshot is done says nothing of the other's. */
function clearanceOf({ problem, stale, otherRuns }: JobView): keyof typeof STYLES {
  if (otherRuns === true) return 'otherRuns';
  if (problem !== undefined || stale === true) return 'notBlockingStale';
  return otherRuns === false ? 'notBlocking' : 'thisAlone';
}

function thenText(task: string, phase: Phase, speaker: Speaker): string {
  if (phase === 'transfer') return speaker.text('job.banner.thenTransfer');
  if (phase === 'between') return speaker.text('job.banner.thenBetween');
  return speaker.text('job.banner.thenOther', { task: verbatim(taskName(speaker, task)) });
}

function doubt({ job }: JobView, speaker: Speaker): string {
  if (runningStageOf(job) === 'restoreUnknown') return speaker.text('job.restoreUnknown');
  if (job.state === 'unknown') {
    const azure = job.statusText;
    return azure === '' ? speaker.text('job.noState') : speaker.text('job.unknownState', { azure });
  }
  if (job.tasks === null) return speaker.text('job.unknownTasks');
  return speaker.text(job.tasks.length === 0 ? 'job.noTasks' : 'job.strangeTasks');
}

/** Never names a final status, and never tells a snapshot done: that is for the messages nobody asked for (CONTRACT 5). */
export function runningSummary(view: JobView, speaker: Speaker): string {
  const { job } = view;
  const vm = verbatim(vmName(speaker, job.vmName, 'plain'));
  const standing = runningStageOf(job);
  if (standing === 'after') return speaker.plain(`job.summary.${SUMMARIES[clearanceOf(view)]}`, { vm });
  if (standing === 'queued')
    return speaker.plain(view.told ? 'job.summary.queued' : 'job.summary.queuedUntold', { vm });
  if (standing !== 'administrative') return speaker.plain(`job.summary.${standing}`, { vm });
  return speaker.plain('job.summary.running', { vm, operation: verbatim(operationName(speaker, job, 'plain')) });
}
