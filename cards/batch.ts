import type { Banner } from './banner';
import { type Button, buttons } from './buttons';
import type { DrawnList } from './drawn';
import { type Fact, retentionFact } from './facts';
import { messageText } from './message';
import { type Line, line } from './pointLines';
import { type AsOfModel, asOfModel } from './problem';
import { moreLines, pressed, type PressedRow, rowsTried } from './rows';
import type { Speaker } from './speak';
import type { BatchView, StartedView } from './views';
import { joined, placeOf } from './words';

export interface BatchModel extends AsOfModel {
  readonly title: string;
  readonly place: string;
  readonly banner: Banner;
  readonly failed: readonly { readonly head: string; readonly sub: string }[];
  readonly rows: readonly PressedRow[];
  readonly more: readonly Line[];
  readonly facts: readonly Fact[];
  readonly actions: readonly Button[];
}

/** What came of several backups: those not started first, with the reason; each started one opens its job's card. */
export function drawBatch(view: BatchView, speaker: Speaker): DrawnList {
  const { started, failed } = view;
  const count = started.length + failed.length;
  const facts = { started: started.length, count };
  return {
    rows: rowsTried(count),
    draw: (rows) => ({
      summary: speaker.line(summaryKey(view), facts),
      model: {
        title: speaker.text('batch.title'),
        place: joined(speaker, [speaker.text('job.onDemand'), speaker.text('job.askedBy', { by: view.askedBy })]),
        banner: bannerOf(view, speaker),
        failed: failed.slice(0, rows).map((one) => failedRow(one, speaker)),
        rows: started.slice(0, Math.max(0, rows - failed.length)).map((one) => startedRow(one, speaker)),
        more: moreLines(speaker, count - rows, 'batch.narrow'),
        facts: started.length === 0 ? [] : [retentionFact(speaker, view.retainUntil)],
        ...asOfModel(speaker, view),
        actions: buttons(speaker, [
          { title: speaker.line('jobs.show.running'), command: { kind: 'jobs', filter: 'running' } },
        ]),
      } satisfies BatchModel,
    }),
  };
}

function summaryKey({ started, failed }: BatchView): string {
  if (started.length === 0) return 'batch.summaryNone';
  return failed.length === 0 ? 'batch.summary' : 'batch.summaryPartly';
}

function bannerOf({ started, failed }: BatchView, speaker: Speaker): Banner {
  const facts = { started: started.length, count: started.length + failed.length };
  if (started.length === 0) return { style: 'attention', headline: speaker.text('batch.none'), lines: [] };
  return {
    style: 'warning',
    headline: speaker.text(failed.length === 0 ? 'batch.all' : 'batch.partly', facts),
    lines: [line(speaker.text('batch.hold'))],
  };
}

function startedRow({ item, jobId }: StartedView, speaker: Speaker): PressedRow {
  const row = {
    head: speaker.text('name', { name: item.vm.name }),
    sub: placeOf(speaker, item),
    right: speaker.text(jobId === null ? 'batch.requested' : 'batch.started'),
    rightSub: '',
  };
  const { vm } = item;
  return jobId === null
    ? pressed(speaker, row, { kind: 'status', vm: `${vm.resourceGroup}/${vm.name}` })
    : pressed(speaker, row, { kind: 'job', id: jobId });
}

function failedRow({ item, view }: BatchView['failed'][number], speaker: Speaker): { head: string; sub: string } {
  const head = speaker.text('name', { name: item.vm.name });
  return { head, sub: view.kind === 'message' ? messageText(view, speaker) : speaker.text('batch.notStarted') };
}
