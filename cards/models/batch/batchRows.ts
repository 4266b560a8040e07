import type { BatchView } from '../../../protocol/batchView';
import { isActive } from '../../../services/backup/phase';
import type { Job } from '../../../services/backup/types';
import { selectable, type SelectableRow } from '../../blocks/rows';
import { soFar, tookText } from '../../text/durations';
import type { Speaker } from '../../text/speaker';
import { itemPlace, jobState, joined } from '../../text/words';
import { runningStageOf } from '../job/runningStage';
import { messageSentence } from '../message/message';
import { isToldWithEnd, jobOfVm, type ShownVm } from './batchStage';

/** A row that opens the job, or the VM's status while the job's id is not known. */
export function startedRow(vm: ShownVm, speaker: Speaker): SelectableRow {
  const { item, jobId } = vm;
  const job = jobOfVm(vm);
  const row = {
    head: speaker.text('name', { name: item.vm.name }),
    sub: joined(speaker, [itemPlace(speaker, item), vm.isOther ? speaker.text('batch.other') : '']),
    right: job ? stateText(job, speaker) : speaker.text(jobId === null ? 'batch.requested' : 'batch.started'),
    rightSub: joined(speaker, [
      job ? soFar(speaker, job) || tookText(speaker, job) : '',
      isToldWithEnd(vm) ? speaker.text('batch.withEnd') : '',
    ]),
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

/** A VM whose backup was not started, with the reason. */
export function failedRow(
  { item, view }: BatchView['failed'][number],
  speaker: Speaker,
): { head: string; sub: string } {
  return { head: speaker.text('name', { name: item.vm.name }), sub: messageSentence(view, speaker) };
}
