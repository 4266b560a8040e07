import { isActive } from '../services/backup/phase';
import type { Job } from '../services/backup/types';
import { type Button, buttons } from './buttons';
import type { DrawnList } from './drawn';
import { type Line, line } from './pointLines';
import { asOfModel } from './problem';
import { hintLines, moreLines, pressed, type PressedListModel, type PressedRow, rowsTried, unreadLines } from './rows';
import { said, type Speaker } from './speak';
import { clientListTime } from './times';
import type { JobsView } from './views';
import { coarseDuration, duration, jobState, joined, operationName, soFar } from './words';

export function drawJobs(view: JobsView, speaker: Speaker): DrawnList {
  const { jobs, filter, hours, vmName } = view;
  const count = jobs.length;
  const window = said(coarseDuration(speaker, hours * 3_600_000));
  const running = jobs.filter(isActive).length;
  const facts = { count, running, window, vm: vmName ?? '' };
  return {
    rows: rowsTried(count),
    draw: (rows) => ({
      summary: speaker.line(vmName === null ? 'jobs.summary' : 'jobs.summaryVm', facts),
      model: {
        title: speaker.text(vmName === null ? 'jobs.title' : 'jobs.titleVm', facts),
        place: speaker.text(`jobs.filter.${filter}`, facts),
        empty: count === 0 ? [line(speaker.text('jobs.empty'))] : [],
        rows: jobs.slice(0, rows).map((job) => jobRow(job, speaker)),
        more: [
          ...hintLines(speaker, rows),
          ...moreLines(speaker, count - rows, 'jobs.narrow'),
          ...unreadLines(speaker, view.unreadVaults),
          ...unsureLines(view, speaker),
        ],
        ...asOfModel(speaker, view),
        actions: actionsOf(view, speaker),
      } satisfies PressedListModel,
    }),
  };
}

function unsureLines({ unsure = 0 }: JobsView, speaker: Speaker): Line[] {
  return unsure > 0 ? [line(speaker.text('jobs.unsure', { count: unsure }))] : [];
}

function jobRow(job: Job, speaker: Speaker): PressedRow {
  const { vmName, vmResourceGroup, vault, startedAt, durationMs, errors } = job;
  const [error] = errors;
  const took = !isActive(job) && durationMs !== null && durationMs > 0 ? duration(speaker, durationMs) : '';
  const started = startedAt === null ? '' : clientListTime(startedAt, speaker.reader.now);
  const place = speaker.text('place', { resourceGroup: vmResourceGroup ?? '–', vault: vault.name });
  const code = job.state === 'failed' && error ? speaker.text('name', { name: error.code }) : '';
  const row = {
    head: speaker.text('job.title', { vm: vmName, operation: said(operationName(speaker, job)) }),
    sub: joined(speaker, [place, code]),
    right: jobState(speaker, job, 'text'),
    rightSub: joined(speaker, [started, took, soFar(speaker, job)]),
  };
  return pressed(speaker, row, { kind: 'job', id: job.id });
}

function actionsOf({ filter, hours }: JobsView, speaker: Speaker): Button[] {
  const others = (['running', 'failed', 'all'] as const).filter((other) => other !== filter);
  return buttons(
    speaker,
    others.map((other) => ({
      title: speaker.line(`jobs.show.${other}`),
      command: { kind: 'jobs' as const, filter: other, lastHours: hours },
    })),
  );
}
