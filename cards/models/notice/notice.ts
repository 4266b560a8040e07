import type { NoticeView } from '../../../protocol/noticeViews';
import { isActive } from '../../../services/backup/phase';
import { asOfModel } from '../../blocks/asOf';
import { type Fact, fact } from '../../blocks/facts';
import { type CardLine, line } from '../../blocks/line';
import { mentionEntities } from '../../blocks/mention';
import { nightLines, timesText } from '../../blocks/nightLine';
import { type TaskRow, taskRows } from '../../blocks/taskRows';
import { unreadTaskLines } from '../../blocks/unreadTasks';
import type { CardModel } from '../../cardModel';
import { type Speaker, verbatim } from '../../text/speaker';
import { consistencyName } from '../../text/words';
import { jobErrorModels } from '../job/jobErrors';
import { jobFacts, jobPlace } from '../job/jobFacts';
import { lastGoodLines, ownPointLines } from '../job/jobPoints';
import { lateText } from './eventModel';
import { eventModel } from './events';

/** A proactive message about one event of a backup. If it is sent late, its sentence says when the event happened. */
export function noticeModel(view: NoticeView, speaker: Speaker): CardModel {
  const event = eventModel(view, speaker);
  const { seen, night, mention } = view;
  const late = event.saysWhen ? '' : lateText(view, speaker);
  const sentence = { sentence: verbatim(event.summary), late: verbatim(late) };
  return {
    summary: late === '' ? event.summary : speaker.plain('notice.lateSummary', sentence),
    model: {
      entities: mentionEntities(mention),
      title: speaker.text('job.title', { vm: view.vmName, operation: verbatim(speaker.text('operation.Backup')) }),
      place: placeOf(view, speaker),
      banner: { ...event.banner, lines: [...event.banner.lines, ...(late === '' ? [] : [line(late)])] },
      ...tasksOf(view, speaker),
      trouble: seen === null ? [] : jobErrorModels(seen, speaker),
      pointHeading: speaker.text('point.ofJob'),
      point: pointOf(view, speaker),
      lastGoodHeading: speaker.text('job.lastGood'),
      lastGood: seen === null ? [] : lastGoodLines(seen, speaker),
      facts: factsOf(view, speaker),
      night: nightLines(speaker, night),
      ...asOfModel(speaker, view),
      actions: event.actions,
    },
  };
}

/** The rows of tasks. If Azure no longer shows the job, no task counts as running. */
function tasksOf(
  { seen, event }: NoticeView,
  speaker: Speaker,
): { tasks: readonly TaskRow[]; noTasks: readonly CardLine[] } {
  if (seen === null) return { tasks: [], noTasks: [] };
  const { job, pastSnapshots } = seen;
  return {
    tasks: taskRows(speaker, job, { ended: !isActive(job) || event === 'vanished', pastSnapshots }),
    noTasks: unreadTaskLines(speaker, job, 'job'),
  };
}

function placeOf({ seen, vmResourceGroup, vault }: NoticeView, speaker: Speaker): string {
  if (seen !== null) return jobPlace(seen, speaker);
  return speaker.text('place', { resourceGroup: vmResourceGroup, vault: vault.name });
}

function pointOf(view: NoticeView, speaker: Speaker): CardLine[] {
  const { seen, event, comparison } = view;
  if (seen === null || event === 'snapshotSlow' || event === 'vanished') return [];
  if (event === 'consistencyUnknown' && seen.point === null) return [];
  // Whoever gets a go-ahead gets the end too.
  const own = ownPointLines(seen, speaker, event === 'snapshotDone');
  return [...own, ...(comparison === null ? [] : [comparisonLine(comparison, speaker)])];
}

function comparisonLine(comparison: NonNullable<NoticeView['comparison']>, speaker: Speaker): CardLine {
  if (comparison.kind === 'same') return line(speaker.text('notice.same', { count: comparison.count }), true);
  return line(speaker.text('notice.lower', { was: verbatim(consistencyName(speaker, comparison.was)) }));
}

function factsOf({ seen, event, recoveredAt, again }: NoticeView, speaker: Speaker): Fact[] {
  const moment = (label: string, at: Date | null): Fact[] =>
    at === null ? [] : [fact(speaker, label, speaker.text('moment', { at }))];
  const ofJob = seen === null ? [] : jobFacts(seen, speaker);
  return [
    ...moment('notice.recovered', recoveredAt),
    ...(again === null ? [] : [fact(speaker, 'notice.sameCode', timesText(again, speaker))]),
    ...(event === 'vanished' ? moment('job.started', seen?.job.startedAt ?? null) : ofJob),
  ];
}
