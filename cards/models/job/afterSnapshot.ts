import type { JobView } from '../../../protocol/jobViews';
import type { Phase } from '../../../services/backup/findings';
import { phaseOf } from '../../../services/backup/phase';
import type { Banner } from '../../blocks/banner';
import { line } from '../../blocks/line';
import { type Speaker, verbatim } from '../../text/speaker';
import { taskName } from '../../text/words';

/**
 * The banner once the snapshot of this job is done. It is no go-ahead: another backup of the VM may run, and only this
 * job was read.
 */
export function afterBanner(view: JobView, speaker: Speaker): Banner {
  const { job } = view;
  const clearance = clearanceOf(view);
  const { style, headline } = CLEARANCES[clearance];
  const then = verbatim(
    thenText(job.tasks?.find((task) => task.state === 'inProgress')?.name ?? '', phaseOf(job), speaker),
  );
  return {
    style,
    headline: speaker.text(`job.banner.${headline}`, { then, vm: job.vmName }),
    lines: [
      line(speaker.text(clearance === 'thisAlone' ? 'job.notBlocking' : `job.${clearance}`, { vm: job.vmName })),
      ...(clearance === 'thisAlone' ? [line(speaker.text('job.thisAlone', { vm: job.vmName }))] : []),
      line(speaker.text('job.keepVm')),
      ...(view.told ? [line(speaker.text('job.toldEnd'), true)] : []),
    ],
  };
}

/** How each clearance is shown. "Snapshot done" is no headline while another job blocks changes. */
export const CLEARANCES = {
  notBlocking: { style: 'good', headline: 'snapshotDone', summary: 'clear' },
  thisAlone: { style: 'accent', headline: 'snapshotDone', summary: 'clearAlone' },
  otherRuns: { style: 'warning', headline: 'otherRuns', summary: 'otherRuns' },
  notBlockingStale: { style: 'attention', headline: 'notFresh', summary: 'notFresh' },
} as const;

/**
 * How far the done snapshot clears the VM for changes. Two backups of a VM may run at once; the snapshot of one says
 * nothing about that of the other.
 */
export function clearanceOf({ problem, stale, otherRuns }: JobView): keyof typeof CLEARANCES {
  if (otherRuns === true) return 'otherRuns';
  if (problem !== undefined || stale === true) return 'notBlockingStale';
  return otherRuns === false ? 'notBlocking' : 'thisAlone';
}

function thenText(task: string, phase: Phase, speaker: Speaker): string {
  if (phase === 'transfer') return speaker.text('job.banner.thenTransfer');
  if (phase === 'between') return speaker.text('job.banner.thenBetween');
  return speaker.text('job.banner.thenOther', { task: verbatim(taskName(speaker, task)) });
}
