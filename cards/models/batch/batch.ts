import type { BatchView } from '../../../protocol/batchView';
import { asOfModel } from '../../blocks/asOf';
import { type Button, buttons, type ButtonSpec } from '../../blocks/buttons';
import { retentionFact } from '../../blocks/facts';
import { hintLines, moreLines } from '../../blocks/rows';
import { type ListModel, listModel } from '../../cardModel';
import type { Speaker } from '../../text/speaker';
import { askedByText, joined } from '../../text/words';
import { batchBanner, unsubscribed } from './batchBanner';
import { failedRow, startedRow } from './batchRows';
import { askedCount, batchStageOf, hasEverySnapshot } from './batchStage';

/** Several backups of one command: a row with the reason for each one not started, and a row for each started one. */
export function batchModel(view: BatchView, speaker: Speaker): ListModel {
  const { started, failed, askedBy, retainUntil } = view;
  const refused = failed.filter(({ job }) => !job);
  const shown = [
    ...started,
    ...failed.flatMap(({ job, jobId, item }) => (job ? [{ job, jobId: jobId ?? job.id, item, isOther: true }] : [])),
  ];
  const count = started.length + failed.length;
  return listModel(count, (rows) => ({
    summary: summaryOf(view, speaker),
    model: {
      title: speaker.text('batch.title'),
      place: joined(speaker, [speaker.text('job.onDemand'), askedByText(speaker, askedBy)]),
      banner: batchBanner(view, speaker),
      failed: refused.slice(0, rows).map((one) => failedRow(one, speaker)),
      rows: shown.slice(0, Math.max(0, rows - refused.length)).map((one) => startedRow(one, speaker)),
      more: [...hintLines(speaker, shown.length), ...moreLines(speaker, count - rows, 'batch.narrow')],
      facts: started.length === 0 || retainUntil === null ? [] : [retentionFact(speaker, retainUntil)],
      ...asOfModel(speaker, view),
      actions: actionsOf(view, speaker),
    },
  }));
}

/** Says neither a final status nor "snapshot done": only an end or a go-ahead may (docs/messages.md). */
function summaryOf(view: BatchView, speaker: Speaker): string {
  const { started, failed, at, isTold } = view;
  const { kind, count: some } = batchStageOf(view);
  const facts = { started: started.length, count: askedCount(view), some, at };
  if (kind === 'none') return speaker.plain('batch.summaryNone', facts);
  const asked = failed.length === 0 ? 'batch.summary' : 'batch.summaryPartly';
  if (kind === 'asked') return speaker.plain(isTold ? asked : `${asked}Untold`, facts);
  if (kind === 'ended') return speaker.plain('batch.summaryNow.ended', { count: some });
  if (kind === 'after' && !hasEverySnapshot(view)) return speaker.plain('batch.summaryNow.afterOthers', facts);
  return speaker.plain(`batch.summaryNow.${kind}`, facts);
}

function actionsOf(view: BatchView, speaker: Speaker): Button[] {
  const ids = view.started.flatMap(({ jobId }) => jobId ?? []);
  const refresh = { title: speaker.plain('button.refresh'), command: { kind: 'jobs' as const, ids } };
  const mayChange = ids.length > 0 && batchStageOf(view).kind !== 'ended';
  return buttons(speaker, [
    mayChange && { ...refresh, update: true as const },
    ...unsubscribed(view)
      .slice(0, SUBSCRIBE_MAX)
      .flatMap((one) => subscribeButtons(one, speaker)),
    { title: speaker.plain('jobs.show.running'), command: { kind: 'jobs', filter: 'running' } },
  ]);
}

/** Maximum number of subscribe buttons. With [Refresh] and the list of jobs they make six, as many as Teams shows. */
const SUBSCRIBE_MAX = 4;

function subscribeButtons({ item, jobId }: BatchView['failed'][number], speaker: Speaker): ButtonSpec[] {
  if (!jobId) return [];
  const title = speaker.plain('batch.tellMe', { vm: item.vm.name });
  return [{ title, command: { kind: 'watch', scope: { job: jobId } } }];
}
