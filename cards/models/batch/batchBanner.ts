import type { BatchView } from '../../../protocol/batchView';
import { isActive } from '../../../services/backup/phase';
import type { JobState, ProtectedItem } from '../../../services/backup/types';
import type { Banner } from '../../blocks/banner';
import { type CardLine, line } from '../../blocks/line';
import { type Speaker, verbatim } from '../../text/speaker';
import { joined } from '../../text/words';
import { askedCount, batchStageOf, hasEverySnapshot, isToldWithEnd, jobOfVm } from './batchStage';

/** The banner of a batch: wait while any snapshot is not done, then how many are done or how they ended. */
export function batchBanner(view: BatchView, speaker: Speaker): Banner {
  const { started, failed } = view;
  const textFor = (key: string): string => speaker.text(view.isTold ? key : `${key}Untold`);
  const { kind, count: some } = batchStageOf(view);
  const facts = { started: started.length, count: askedCount(view), some };
  switch (kind) {
    case 'none':
      return { style: 'attention', headline: speaker.text('batch.none'), lines: [] };
    case 'asked': {
      const headline = speaker.text(failed.length === 0 ? 'batch.all' : 'batch.partly', facts);
      return { style: 'warning', headline, lines: linesOf(line(waitText(view, speaker)), view, speaker) };
    }
    case 'wait':
      return {
        style: 'warning',
        headline: speaker.text('batch.waiting', facts),
        lines: linesOf(line(textFor('batch.holdSome')), view, speaker),
      };
    case 'after':
      return {
        style: 'accent',
        headline: speaker.text(hasEverySnapshot(view) ? 'batch.after' : 'batch.afterOthers', facts),
        lines: [
          line(speaker.text('batch.keepVms')),
          line(textFor('batch.askBefore'), true),
          ...notReportedLines(view, speaker),
        ],
      };
    case 'ended':
      return { ...endedBanner(view, speaker), lines: [] };
  }
}

/** What not to do, which of the snapshots are told only with the end of their jobs, and which VMs are not reported. */
function linesOf(hold: CardLine, view: BatchView, speaker: Speaker): CardLine[] {
  const withEnd = view.isTold ? view.started.filter(isToldWithEnd).length : 0;
  return [
    hold,
    ...(withEnd > 0 ? [line(speaker.text('batch.toldWithEnd', { count: withEnd }))] : []),
    ...notReportedLines(view, speaker),
  ];
}

/** VM names in one sentence; the others are counted. */
const NAMED_MAX = 5;

function namesOf(vms: readonly { readonly item: ProtectedItem }[]): string {
  const names = vms.slice(0, NAMED_MAX).map(({ item }) => item.vm.name);
  return [...names, ...(vms.length > NAMED_MAX ? [`+${vms.length - NAMED_MAX}`] : [])].join(', ');
}

/** What not to do to the VMs until their snapshots are done. Names the VMs unless all were started. */
function waitText({ started, failed, isTold }: BatchView, speaker: Speaker): string {
  const key = `batch.${failed.length === 0 ? 'hold' : 'holdNamed'}`;
  const vms = [...started, ...failed.filter(({ job, told }) => job !== undefined && told)];
  return speaker.text(isTold ? key : `${key}Untold`, { vms: namesOf(vms) });
}

/** VMs whose other backup runs, or may run, without a message to this conversation. */
export function unsubscribed({ failed }: BatchView): BatchView['failed'] {
  return failed.filter(({ job, told }) => job !== undefined && (job === null || isActive(job)) && !told);
}

function notReportedLines(view: BatchView, speaker: Speaker): CardLine[] {
  const vms = unsubscribed(view);
  return vms.length === 0 ? [] : [line(speaker.text('batch.notReported', { vms: namesOf(vms) }))];
}

const ENDS: readonly { readonly state: JobState; readonly style: Banner['style'] }[] = [
  { state: 'failed', style: 'attention' },
  { state: 'completedWithWarnings', style: 'warning' },
  { state: 'cancelled', style: 'emphasis' },
  { state: 'completed', style: 'good' },
];

/** `Failed 1 · Completed 2`, in the colour of the worst. */
function endedBanner({ started, failed }: BatchView, speaker: Speaker): Pick<Banner, 'style' | 'headline'> {
  const counted = ENDS.map((end) => ({ ...end, n: started.filter((vm) => jobOfVm(vm)?.state === end.state).length }));
  const some = counted.filter(({ n }) => n > 0);
  const parts = some.map(({ state, n }) =>
    speaker.text('batch.endedCount', { state: verbatim(speaker.text(`state.${state}`)), n }),
  );
  if (failed.length > 0) parts.push(speaker.text('batch.notStartedCount', { n: failed.length }));
  return { style: failed.length > 0 ? 'attention' : (some[0]?.style ?? 'emphasis'), headline: joined(speaker, parts) };
}
