import type { Phase } from '../services/backup/findings';
import { operationOf } from '../services/backup/operations';
import { phaseOf, snapshotTask } from '../services/backup/phase';
import type { Job } from '../services/backup/types';
import { type Banner, sinceText } from './banner';
import { holdLines } from './hold';
import { line } from './pointLines';
import { said, type Speaker } from './speak';
import type { JobView } from './views';
import { operationName, taskName } from './words';

/**
 * How a running job stands to a change of its VM. `after`: its snapshot is done. Where the phase and the snapshot
 * disagree, and for what we do not know, `unknown`.
 */
type Standing = 'queued' | 'snapshot' | 'cancelling' | 'after' | 'restoring' | 'administrative' | 'unknown';

export function standingOf(job: Job): Standing {
  const operation = operationOf(job);
  if (operation === 'restore') return 'restoring';
  if (operation === 'administrative') return 'administrative';
  const phase = phaseOf(job);
  if (phase === 'cancelling' || phase === 'queued' || phase === 'snapshot') return phase;
  const done = operation === 'backup' && phase !== 'unknown' && snapshotTask(job)?.state === 'completed';
  return done ? 'after' : 'unknown';
}

export function runningBanner(view: JobView, speaker: Speaker): Banner {
  const { job } = view;
  const standing = standingOf(job);
  switch (standing) {
    case 'queued':
    case 'snapshot': {
      const since = said(sinceText(speaker, snapshotTask(job)?.startedAt ?? job.startedAt));
      return {
        style: 'warning',
        headline: speaker.text(`job.banner.${standing}`, { since }),
        lines: holdLines(speaker, job.vmName, view.told),
      };
    }
    case 'cancelling':
    case 'restoring':
      return {
        style: 'warning',
        headline: speaker.text(`job.banner.${standing}`),
        lines: [line(speaker.text('verdict.hold', { vm: job.vmName }))],
      };
    case 'after':
      return afterBanner(view, speaker);
    case 'administrative':
      return {
        style: 'accent',
        headline: speaker.text('job.banner.running', { operation: said(operationName(speaker, job)) }),
        lines: [],
      };
    case 'unknown':
      return { style: 'attention', headline: speaker.text('job.banner.unknown'), lines: [line(doubt(view, speaker))] };
  }
}

/** The snapshot of this job is done for good; that none has begun since is only said from a fresh reading. */
function afterBanner(view: JobView, speaker: Speaker): Banner {
  const { job } = view;
  const doubtful = isDoubtful(view);
  const then = said(
    thenText(job.tasks?.find((task) => task.state === 'inProgress')?.name ?? '', phaseOf(job), speaker),
  );
  return {
    style: doubtful ? 'attention' : 'good',
    headline: speaker.text('job.banner.snapshotDone', { then }),
    lines: [
      line(speaker.text(doubtful ? 'job.notBlockingStale' : 'job.notBlocking')),
      line(speaker.text('job.keepVm')),
      ...(view.told ? [line(speaker.text('job.toldEnd'), true)] : []),
    ],
  };
}

function isDoubtful({ problem, stale }: JobView): boolean {
  return problem !== undefined || stale === true;
}

function thenText(task: string, phase: Phase, speaker: Speaker): string {
  if (phase === 'transfer') return speaker.text('job.banner.thenTransfer');
  if (phase === 'between') return speaker.text('job.banner.thenBetween');
  return speaker.text('job.banner.thenOther', { task: said(taskName(speaker, task)) });
}

function doubt({ job }: JobView, speaker: Speaker): string {
  return job.state === 'unknown'
    ? speaker.text('job.unknownState', { azure: job.statusText })
    : speaker.text('job.unknownTasks');
}

/** Never names a final status, and never tells a snapshot done: that is for the messages nobody asked for (CONTRACT 5). */
export function runningSummary(view: JobView, speaker: Speaker): string {
  const { job } = view;
  const vm = job.vmName;
  const standing = standingOf(job);
  if (standing === 'after')
    return speaker.line(isDoubtful(view) ? 'job.summary.notFresh' : 'job.summary.clear', { vm });
  if (standing === 'queued') return speaker.line(view.told ? 'job.summary.queued' : 'job.summary.queuedUntold', { vm });
  if (standing !== 'administrative') return speaker.line(`job.summary.${standing}`, { vm });
  return speaker.line('job.summary.running', { vm, operation: said(operationName(speaker, job, 'line')) });
}
