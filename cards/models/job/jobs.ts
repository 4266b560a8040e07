import type { JobsView } from '../../../protocol/jobViews';
import { isActive } from '../../../services/backup/phase';
import type { Job } from '../../../services/backup/types';
import { HOUR_MS } from '../../../services/platform/durations';
import { asOfModel } from '../../blocks/asOf';
import { type Button, buttons } from '../../blocks/buttons';
import { type CardLine, line } from '../../blocks/line';
import { hintLines, moreLines, selectable, type SelectableRow } from '../../blocks/rows';
import { unreadLines, withUnread } from '../../blocks/unread';
import { type ListModel, listModel } from '../../cardModel';
import { coarseDuration, soFar, tookText } from '../../text/durations';
import { type Facts, type Speaker, verbatim } from '../../text/speaker';
import { clientListTime } from '../../text/times';
import { errorName, groupAndVault, jobState, joined, operationName, vmName } from '../../text/words';

export function jobsModel(view: JobsView, speaker: Speaker): ListModel {
  const { jobs, hours, vmName: ofVm } = view;
  const count = jobs.length;
  const window = verbatim(coarseDuration(speaker, hours * HOUR_MS));
  const running = jobs.filter(isActive).length;
  const facts = { count, running, window, vm: ofVm ?? '' };
  const key = count === 0 && view.unread ? 'unread.noneRead' : ofVm === null ? 'jobs.summary' : 'jobs.summaryVm';
  return listModel(count, (rows) => ({
    summary: withUnread(speaker, speaker.plain(key, facts), view.unread),
    model: {
      title: speaker.text(ofVm === null ? 'jobs.title' : 'jobs.titleVm', facts),
      place: subtitle(view, speaker, facts),
      empty: count === 0 ? [line(speaker.text(view.unread ? 'unread.noneRead' : 'jobs.empty'))] : [],
      rows: jobs.slice(0, rows).map((job) => jobRow(job, speaker)),
      more: [
        ...hintLines(speaker, rows),
        ...moreLines(speaker, count - rows, 'jobs.narrow'),
        ...unreadLines(speaker, view.unread),
        ...unsureLines(view, speaker),
      ],
      ...asOfModel(speaker, view),
      actions: actionsOf(view, speaker),
    },
  }));
}

function unsureLines({ unsure = 0 }: JobsView, speaker: Speaker): CardLine[] {
  return unsure > 0 ? [line(speaker.text('jobs.unsure', { count: unsure }))] : [];
}

function jobRow(job: Job, speaker: Speaker): SelectableRow {
  const { vmResourceGroup, vault, startedAt, errors } = job;
  const [error] = errors;
  const started = startedAt === null ? '' : clientListTime(startedAt, speaker.reader.now);
  const place = groupAndVault(speaker, vmResourceGroup, vault.name);
  const code = job.state === 'failed' && error ? errorName(speaker, error) : '';
  const row = {
    head: speaker.text('job.title', {
      vm: verbatim(vmName(speaker, job.vmName)),
      operation: verbatim(operationName(speaker, job)),
    }),
    sub: joined(speaker, [place, code]),
    right: jobState(speaker, job, 'text'),
    rightSub: joined(speaker, [started, tookText(speaker, job), soFar(speaker, job)]),
  };
  return selectable(speaker, row, { kind: 'job', id: job.id });
}

/** The subtitle: which jobs, and of which span of time. */
function subtitle({ filter, when }: JobsView, speaker: Speaker, facts: Facts): string {
  if (when === undefined || filter === 'running') return speaker.text(`jobs.filter.${filter}`, facts);
  return speaker.text(`jobs.named.${filter}`, { span: verbatim(speaker.text(`jobs.span.${when}`)) });
}

function actionsOf({ filter, hours, when }: JobsView, speaker: Speaker): Button[] {
  const others = (['running', 'failed', 'all'] as const).filter((other) => other !== filter);
  return buttons(
    speaker,
    others.map((other) => ({
      title: speaker.plain(`jobs.show.${other}`),
      command: { kind: 'jobs' as const, filter: other, ...(when ? { when } : { lastHours: hours }) },
    })),
  );
}
