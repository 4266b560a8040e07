import type { JobView } from '../../../protocol/jobViews';
import { isActive } from '../../../services/backup/phase';
import { inactiveOf } from '../../../services/backup/protection';
import type { Banner } from '../../blocks/banner';
import { type Button, buttons, type ButtonSpec, explainConsistencyButton, subscribeButton } from '../../blocks/buttons';
import { cancelButton } from '../../blocks/cancelButton';
import { expiryFact, type Fact, fact, retentionFact } from '../../blocks/facts';
import { type CardLine, line, pointLines } from '../../blocks/lines';
import { pastJobLines } from '../../blocks/pastDurations';
import { type AsOfModel, asOfModel, problemText } from '../../blocks/problem';
import { noTaskLines, type TaskRow, taskRows } from '../../blocks/taskRows';
import type { CardModel } from '../../cardModel';
import { type Speaker, verbatim } from '../../text/speaker';
import { duration, groupAndVault, jobState, joined, operationName, personName, soFar, vmName } from '../../text/words';
import { endedBanner, endedSummary } from './ended';
import { type JobErrorModel, jobErrorModels } from './jobErrors';
import { runningBanner, runningStageOf, runningSummary } from './running';

/** What a job's card and a message about a job both show. */
export interface SharedJobModel extends AsOfModel {
  readonly title: string;
  readonly place: string;
  readonly banner: Banner;
  readonly tasks: readonly TaskRow[];
  readonly noTasks: readonly CardLine[];
  readonly trouble: readonly JobErrorModel[];
  readonly pointHeading: string;
  readonly point: readonly CardLine[];
  readonly lastGoodHeading: string;
  readonly lastGood: readonly CardLine[];
  readonly facts: readonly Fact[];
  readonly actions: readonly Button[];
}

export interface JobModel extends SharedJobModel {
  readonly pastJobs: readonly CardLine[];
}

export function jobModel(view: JobView, speaker: Speaker): CardModel<JobModel> {
  const { job, pastJobs } = view;
  const active = isActive(job);
  return {
    summary: active ? runningSummary(view, speaker) : endedSummary(view, speaker),
    model: {
      title: speaker.text('job.title', {
        vm: verbatim(vmName(speaker, job.vmName)),
        operation: verbatim(operationName(speaker, job)),
      }),
      place: jobPlace(view, speaker),
      banner: active ? runningBanner(view, speaker) : endedBanner(view, speaker),
      tasks: taskRows(speaker, job.tasks ?? [], { ended: !active, pastSnapshots: view.pastSnapshots }),
      noTasks: noTaskLines(speaker, job, active ? 'refresh' : null),
      trouble: jobErrorModels(view, speaker),
      pointHeading: speaker.text('point.ofJob'),
      point: isBackup(view) ? ownPointLines(view, speaker) : [],
      lastGoodHeading: speaker.text('job.lastGood'),
      lastGood: lastGoodLines(view, speaker),
      facts: jobFacts(view, speaker),
      pastJobs: active ? pastJobLines(speaker, pastJobs) : [],
      ...asOfModel(speaker, view),
      actions: actionsOf(view, speaker),
    },
  };
}

function isBackup({ job }: JobView): boolean {
  return job.operation.toLowerCase() === 'backup';
}

/** Where the job's VM and its copies are, and who asked for it. */
export function jobPlace({ job, askedBy }: JobView, speaker: Speaker): string {
  const { vmResourceGroup, vault } = job;
  return joined(speaker, [
    groupAndVault(speaker, vmResourceGroup, vault.name),
    askedBy !== null || job.retainUntil !== null ? speaker.text('job.onDemand') : '',
    askedBy === null ? '' : speaker.text('job.askedBy', { by: verbatim(personName(speaker, askedBy)) }),
  ]);
}

/** The point of this very job; where Azure lists none, that is said, for it may still come. */
export function ownPointLines({ job, point, pointsProblem }: JobView, speaker: Speaker): CardLine[] {
  if (point !== null) {
    const copied = point.held !== 'snapshot' || !isActive(job);
    return [...pointLines(speaker, point), ...(copied ? [] : [line(speaker.text('point.heldUntilCopied'))])];
  }
  if (pointsProblem !== null) {
    return [line(speaker.text('point.unreadable', { why: verbatim(problemText(speaker, pointsProblem)) }))];
  }
  const mayCome = isActive(job) || job.state === 'completed' || job.state === 'completedWithWarnings';
  return mayCome ? [line(speaker.text('point.notListed'), true)] : [];
}

/** What one can go back to where this job gave nothing better. */
export function lastGoodLines({ job, point, lastGood: before, pointsProblem }: JobView, speaker: Speaker): CardLine[] {
  const wanted = job.state === 'failed' || (job.state === 'cancelled' && point === null);
  if (!wanted) return [];
  if (before !== null) return pointLines(speaker, before).slice(0, 2);
  return pointsProblem === null ? [line(speaker.text('job.noLastGood'))] : [];
}

/** Result and whole length, start, size, retention and expiry, each where Azure gives it. */
export function jobFacts({ job, point }: JobView, speaker: Speaker): Fact[] {
  const { retainUntil, sizeMb, durationMs, startedAt } = job;
  const expiresAt = point?.point.expiresAt ?? null;
  const started = startedAt === null ? [] : [fact(speaker, 'job.started', startedText(job, startedAt, speaker))];
  const ended = isActive(job)
    ? []
    : [fact(speaker, 'job.status', joined(speaker, [jobState(speaker, job, 'text'), total(speaker, durationMs)]))];
  return [
    ...ended,
    ...started,
    ...(sizeMb !== null && sizeMb > 0 ? [fact(speaker, 'job.size', sizeText(speaker, sizeMb))] : []),
    ...(retainUntil === null || madeNone(job, point) ? [] : [retentionFact(speaker, retainUntil)]),
    ...(expiresAt === null ? [] : [expiryFact(speaker, expiresAt)]),
  ];
}

/** When it started and, while it runs, how long ago. */
export function startedText(job: JobView['job'], startedAt: Date, speaker: Speaker): string {
  return joined(speaker, [speaker.text('moment', { at: startedAt }), soFar(speaker, job)]);
}

/** A job that ended without a recovery point has none to retain. */
function madeNone({ state }: JobView['job'], point: JobView['point']): boolean {
  return state === 'failed' || (state === 'cancelled' && point === null);
}

function total(speaker: Speaker, durationMs: number | null): string {
  return durationMs === null || durationMs <= 0 ? '' : duration(speaker, durationMs);
}

/** As Azure gave it, in MB of 1,024 KB; from 1,024 MB on in GB. */
function sizeText(speaker: Speaker, mb: number): string {
  const size = mb < 1_024 ? `${mb} MB` : `${(mb / 1_024).toFixed(1)} GB`;
  return speaker.text('job.sizeValue', { size: verbatim(size) });
}

function actionsOf(view: JobView, speaker: Speaker): Button[] {
  const { job, item, point, advice, mayOperate } = view;
  const [known] = advice;
  const code = job.errors[0]?.code ?? '';
  return buttons(speaker, [
    isActive(job) && { title: speaker.plain('button.refresh'), command: { kind: 'job', id: job.id }, update: true },
    tellHere(view, speaker),
    retryButton(view, speaker),
    code !== '' &&
      !isActive(job) && {
        title: speaker.plain('button.explain'),
        command: { kind: 'explain', topic: known?.code ?? code },
      },
    safeButton(view, speaker),
    item !== null && { title: speaker.plain('button.status'), command: { kind: 'status', vm: item.id } },
    item !== null && { title: speaker.plain('button.points'), command: { kind: 'points', vm: item.id } },
    point !== null && explainConsistencyButton(speaker, point.consistency.consistency),
    mayOperate && cancelButton(speaker, job),
  ]);
}

/** This card knows of its own job alone. */
function safeButton({ job, item }: JobView, speaker: Speaker): ButtonSpec | false {
  if (item === null || !isActive(job) || runningStageOf(job) !== 'after') return false;
  return { title: speaker.plain('button.safe'), command: { kind: 'safe', vm: item.id } };
}

/** While a backup runs; drawn anew in its place. */
function tellHere(view: JobView, speaker: Speaker): ButtonSpec | false {
  const { job, item, told } = view;
  const tell = isActive(job) && item !== null && isBackup(view) && subscribeButton(speaker, job, told);
  return tell && { ...tell, update: true };
}

/** Only where the advice says that another attempt can help as it is (WORDING.md). */
export function retryButton(view: JobView, speaker: Speaker): ButtonSpec | false {
  const { job, item, advice, mayOperate } = view;
  const helps = job.state === 'failed' && advice.length > 0 && advice.every(({ then }) => then === 'retry');
  if (!helps || !mayOperate || item === null || inactiveOf(item) !== null || !isBackup(view)) return false;
  return { title: speaker.plain('button.retry'), command: { kind: 'backupNow', vms: [item.id] } };
}
