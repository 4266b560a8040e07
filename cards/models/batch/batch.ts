import type { BatchView } from '../../../protocol/batchView';
import { isActive } from '../../../services/backup/phase';
import type { Job, JobState, ProtectedItem } from '../../../services/backup/types';
import type { Banner } from '../../blocks/banner';
import { type Button, buttons, type ButtonSpec } from '../../blocks/buttons';
import { type Fact, retentionFact } from '../../blocks/facts';
import { type CardLine, line } from '../../blocks/lines';
import { type AsOfModel, asOfModel } from '../../blocks/problem';
import { hintLines, moreLines, rowsTried, selectable, type SelectableRow } from '../../blocks/rows';
import type { ListModel } from '../../cardModel';
import { type Speaker, verbatim } from '../../text/speaker';
import { duration, itemPlace, jobState, joined, personName, soFar } from '../../text/words';
import { runningStageOf } from '../job/running';
import { messageSentence } from '../message/message';

export interface BatchModel extends AsOfModel {
  readonly title: string;
  readonly place: string;
  readonly banner: Banner;
  readonly failed: readonly { readonly head: string; readonly sub: string }[];
  readonly rows: readonly SelectableRow[];
  readonly more: readonly CardLine[];
  readonly facts: readonly Fact[];
  readonly actions: readonly Button[];
}

/** Several backups that were asked for together: those not started with the reason; each started one opens its job's card. */
export function batchModel(view: BatchView, speaker: Speaker): ListModel {
  const { started, failed, askedBy, retainUntil } = view;
  const refused = failed.filter(({ job }) => !job);
  const shown = [
    ...started,
    ...failed.flatMap(({ job, jobId, item }) => (job ? [{ job, jobId: jobId ?? job.id, item, isOther: true }] : [])),
  ];
  const count = started.length + failed.length;
  return {
    maxRows: rowsTried(count),
    withRows: (rows) => ({
      summary: summaryOf(view, speaker),
      model: {
        title: speaker.text('batch.title'),
        place: joined(speaker, [
          speaker.text('job.onDemand'),
          askedBy === null ? '' : speaker.text('job.askedBy', { by: verbatim(personName(speaker, askedBy)) }),
        ]),
        banner: bannerOf(view, speaker),
        failed: refused.slice(0, rows).map((one) => failedRow(one, speaker)),
        rows: shown.slice(0, Math.max(0, rows - refused.length)).map((one) => startedRow(one, speaker)),
        more: [...hintLines(speaker, shown.length), ...moreLines(speaker, count - rows, 'batch.narrow')],
        facts: started.length === 0 || retainUntil === null ? [] : [retentionFact(speaker, retainUntil)],
        ...asOfModel(speaker, view),
        actions: actionsOf(view, speaker),
      } satisfies BatchModel,
    }),
  };
}

/** How one of them stands to a change of its VM: `after` its snapshot is done, `wait` for all else that runs. */
type BatchStage = 'asked' | 'wait' | 'after' | 'ended';

type Shown = BatchView['started'][number] & { readonly isOther?: boolean };

function jobOf(vm: Shown): Job | null {
  return 'job' in vm ? vm.job : null;
}

function countOf({ started, failed, unshown = 0 }: BatchView): number {
  return started.length + failed.length + unshown;
}

function stageOfVm(vm: Shown): BatchStage {
  return stageOfJob(jobOf(vm));
}

function stageOfJob(job: Job | null): BatchStage {
  if (!job) return 'asked';
  if (!isActive(job)) return 'ended';
  return runningStageOf(job) === 'after' ? 'after' : 'wait';
}

/** What all of them come to; `asked`: nothing is known yet beyond that they were started. */
function overall({ started, failed }: BatchView): { readonly kind: BatchStage | 'none'; readonly count: number } {
  if (started.length === 0) return { kind: 'none', count: 0 };
  if (started.every((vm) => stageOfVm(vm) === 'asked')) return { kind: 'asked', count: started.length };
  const all = [...started.map(stageOfVm), ...failed.flatMap(({ job }) => (job === undefined ? [] : [stageOfJob(job)]))];
  const count = (kind: BatchStage): number => all.filter((one) => one === kind).length;
  const waiting = count('wait') + count('asked');
  if (waiting > 0) return { kind: 'wait', count: waiting };
  return count('after') > 0 ? { kind: 'after', count: count('after') } : { kind: 'ended', count: started.length };
}

/** Names no final status and tells no snapshot done: that is for the messages nobody asked for (CONTRACT 5). */
function summaryOf(view: BatchView, speaker: Speaker): string {
  const { started, failed, at, isTold } = view;
  const { kind, count: some } = overall(view);
  const facts = { started: started.length, count: countOf(view), some, at };
  if (kind === 'none') return speaker.plain('batch.summaryNone', facts);
  const asked = failed.length === 0 ? 'batch.summary' : 'batch.summaryPartly';
  if (kind === 'asked') return speaker.plain(isTold ? asked : `${asked}Untold`, facts);
  if (kind === 'ended') return speaker.plain('batch.summaryNow.ended', { count: some });
  if (kind === 'after' && !isAllTaken(view)) return speaker.plain('batch.summaryNow.afterOthers', facts);
  return speaker.plain(`batch.summaryNow.${kind}`, facts);
}

/** Whether each backup that was asked for has its snapshot: some may have failed before. */
function isAllTaken({ started, failed, unshown = 0 }: BatchView): boolean {
  const hasSnapshot = (vm: Shown): boolean =>
    stageOfVm(vm) === 'after' || (jobOf(vm)?.state ?? '').startsWith('completed');
  return failed.length + unshown === 0 && started.every(hasSnapshot);
}

function bannerOf(view: BatchView, speaker: Speaker): Banner {
  const { started, failed } = view;
  const told = (key: string): string => speaker.text(view.isTold ? key : `${key}Untold`);
  const { kind, count: some } = overall(view);
  const facts = { started: started.length, count: countOf(view), some };
  switch (kind) {
    case 'none':
      return { style: 'attention', headline: speaker.text('batch.none'), lines: [] };
    case 'asked': {
      const headline = speaker.text(failed.length === 0 ? 'batch.all' : 'batch.partly', facts);
      return { style: 'warning', headline, lines: [line(holdText(view, speaker)), ...notReported(view, speaker)] };
    }
    case 'wait':
      return {
        style: 'warning',
        headline: speaker.text('batch.waiting', facts),
        lines: [line(told('batch.holdSome')), ...notReported(view, speaker)],
      };
    case 'after':
      return {
        style: 'accent',
        headline: speaker.text(isAllTaken(view) ? 'batch.after' : 'batch.afterOthers', facts),
        lines: [
          line(speaker.text('batch.keepVms')),
          line(told('batch.askBefore'), true),
          ...notReported(view, speaker),
        ],
      };
    case 'ended':
      return { ...endedBanner(view, speaker), lines: [] };
  }
}

const NAMED_MAX = 5;

function namesOf(vms: readonly { readonly item: ProtectedItem }[]): string {
  const names = vms.slice(0, NAMED_MAX).map(({ item }) => item.vm.name);
  return [...names, ...(vms.length > NAMED_MAX ? [`+${vms.length - NAMED_MAX}`] : [])].join(', ');
}

/** Where not all were started, it names the VMs that it is about. */
function holdText({ started, failed, isTold }: BatchView, speaker: Speaker): string {
  const key = `batch.${failed.length === 0 ? 'hold' : 'holdNamed'}`;
  const vms = [...started, ...failed.filter(({ job, told }) => job !== undefined && told)];
  return speaker.text(isTold ? key : `${key}Untold`, { vms: namesOf(vms) });
}

/** Those whose backup runs, or may run, and is not told here. */
function untold({ failed }: BatchView): BatchView['failed'] {
  return failed.filter(({ job, told }) => job !== undefined && (job === null || isActive(job)) && !told);
}

function notReported(view: BatchView, speaker: Speaker): CardLine[] {
  const vms = untold(view);
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
  const counted = ENDS.map((end) => ({ ...end, n: started.filter((vm) => jobOf(vm)?.state === end.state).length }));
  const some = counted.filter(({ n }) => n > 0);
  const parts = some.map(({ state, n }) =>
    speaker.text('batch.endedCount', { state: verbatim(speaker.text(`state.${state}`)), n }),
  );
  if (failed.length > 0) parts.push(speaker.text('batch.notStartedCount', { n: failed.length }));
  return { style: failed.length > 0 ? 'attention' : (some[0]?.style ?? 'emphasis'), headline: joined(speaker, parts) };
}

function startedRow(vm: Shown, speaker: Speaker): SelectableRow {
  const { item, jobId } = vm;
  const job = jobOf(vm);
  const row = {
    head: speaker.text('name', { name: item.vm.name }),
    sub: joined(speaker, [itemPlace(speaker, item), vm.isOther ? speaker.text('batch.other') : '']),
    right: job ? stateText(job, speaker) : speaker.text(jobId === null ? 'batch.requested' : 'batch.started'),
    rightSub: job ? lengthText(job, speaker) : '',
  };
  return jobId === null
    ? selectable(speaker, row, { kind: 'status', vm: `${item.vm.resourceGroup}/${item.vm.name}` })
    : selectable(speaker, row, { kind: 'job', id: jobId });
}

function stateText(job: Job, speaker: Speaker): string {
  if (!isActive(job)) return jobState(speaker, job, 'text');
  if (job.state === 'inProgress' && job.tasks === null) return speaker.text('batch.started');
  const now = runningStageOf(job);
  return now === 'queued' || now === 'snapshot' || now === 'after' || now === 'cancelling'
    ? speaker.text(`batch.now.${now}`)
    : speaker.text('batch.now.unknown');
}

function lengthText(job: Job, speaker: Speaker): string {
  const { durationMs } = job;
  if (isActive(job)) return soFar(speaker, job);
  return durationMs !== null && durationMs > 0 ? duration(speaker, durationMs) : '';
}

function failedRow({ item, view }: BatchView['failed'][number], speaker: Speaker): { head: string; sub: string } {
  const head = speaker.text('name', { name: item.vm.name });
  return { head, sub: view.kind === 'message' ? messageSentence(view, speaker) : speaker.text('batch.notStarted') };
}

function actionsOf(view: BatchView, speaker: Speaker): Button[] {
  const ids = view.started.flatMap(({ jobId }) => jobId ?? []);
  const refresh = { title: speaker.plain('button.refresh'), command: { kind: 'jobs' as const, ids } };
  const mayChange = ids.length > 0 && overall(view).kind !== 'ended';
  return buttons(speaker, [
    mayChange && { ...refresh, update: true as const },
    ...untold(view)
      .slice(0, TELL_MAX)
      .flatMap((one) => tellOf(one, speaker)),
    { title: speaker.plain('jobs.show.running'), command: { kind: 'jobs', filter: 'running' } },
  ]);
}

/** With [Refresh] and the list, six buttons. */
const TELL_MAX = 4;

function tellOf({ item, jobId }: BatchView['failed'][number], speaker: Speaker): ButtonSpec[] {
  if (!jobId) return [];
  const title = speaker.plain('batch.tellMe', { vm: item.vm.name });
  return [{ title, command: { kind: 'watch', scope: { job: jobId } } }];
}
