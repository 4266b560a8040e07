import type { JobView } from '../../../protocol/jobViews';
import { operationOf } from '../../../services/backup/operations';
import { isActive } from '../../../services/backup/phase';
import { inactiveOf } from '../../../services/backup/protection';
import { asOfModel } from '../../blocks/asOf';
import { type Button, buttons, type ButtonSpec, explainConsistencyButton } from '../../blocks/buttons';
import { pastJobLines } from '../../blocks/pastDurations';
import { cancelButton, subscribeButton } from '../../blocks/runningJobButtons';
import { taskRows } from '../../blocks/taskRows';
import { unreadTaskLines } from '../../blocks/unreadTasks';
import type { CardModel } from '../../cardModel';
import { type Speaker, verbatim } from '../../text/speaker';
import { operationName, vmName } from '../../text/words';
import { endedBanner, endedSummary } from './ended';
import { jobErrorModels } from './jobErrors';
import { jobFacts, jobPlace } from './jobFacts';
import { lastGoodLines, ownPointLines } from './jobPoints';
import { runningBanner, runningSummary } from './running';
import { runningStageOf } from './runningStage';

export function jobModel(view: JobView, speaker: Speaker): CardModel {
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
      tasks: taskRows(speaker, job, { ended: !active, pastSnapshots: view.pastSnapshots }),
      noTasks: unreadTaskLines(speaker, job, mayRefresh(job) ? 'refresh' : null),
      trouble: jobErrorModels(view, speaker),
      pointHeading: speaker.text('point.ofJob'),
      point: operationOf(job) === 'backup' ? ownPointLines(view, speaker, Boolean(view.told)) : [],
      lastGoodHeading: speaker.text('job.lastGood'),
      lastGood: lastGoodLines(view, speaker),
      facts: jobFacts(view, speaker),
      pastJobs: active ? pastJobLines(speaker, pastJobs) : [],
      ...asOfModel(speaker, view),
      actions: actionsOf(view, speaker),
    },
  };
}

/** Whether a read of the job may show more than this card. */
function mayRefresh(job: JobView['job']): boolean {
  return isActive(job) || job.tasks === null;
}

function actionsOf(view: JobView, speaker: Speaker): Button[] {
  const { job, item, point, advice, mayOperate } = view;
  const [known] = advice;
  const code = job.errors[0]?.code ?? '';
  return buttons(speaker, [
    mayRefresh(job) && { title: speaker.plain('button.refresh'), command: { kind: 'job', id: job.id }, update: true },
    subscribeHere(view, speaker),
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

/** Offers the verdict of the VM once the snapshot is done: this card covers only its own job. */
function safeButton({ job, item }: JobView, speaker: Speaker): ButtonSpec | false {
  if (item === null || !isActive(job) || runningStageOf(job) !== 'after') return false;
  return { title: speaker.plain('button.safe'), command: { kind: 'safe', vm: item.id } };
}

/** Subscribes this conversation; shown only while a backup runs. Pressing it updates this card. */
function subscribeHere(view: JobView, speaker: Speaker): ButtonSpec | false {
  const { job, item, told } = view;
  const tell = isActive(job) && item !== null && operationOf(job) === 'backup' && subscribeButton(speaker, job, told);
  return tell && { ...tell, update: true };
}

/** Shown only if the advice for every error says that a retry without any change can help. */
export function retryButton(view: JobView, speaker: Speaker): ButtonSpec | false {
  const { job, item, advice, mayOperate } = view;
  const helps = job.state === 'failed' && advice.length > 0 && advice.every(({ then }) => then === 'retry');
  if (!helps || !mayOperate || item === null || inactiveOf(item) !== null || operationOf(job) !== 'backup')
    return false;
  return { title: speaker.plain('button.retry'), command: { kind: 'backupNow', vms: [item.id] } };
}
