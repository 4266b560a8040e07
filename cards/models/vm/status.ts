import type { StatusView } from '../../../protocol/vmViews';
import { operationOf } from '../../../services/backup/operations';
import { inactiveOf } from '../../../services/backup/protection';
import { asOfModel } from '../../blocks/asOf';
import { verdictBanner } from '../../blocks/banner';
import { type Button, buttons, explainConsistencyButton } from '../../blocks/buttons';
import { type CardLine, line } from '../../blocks/line';
import { pastJobLines } from '../../blocks/pastDurations';
import { newestLines } from '../../blocks/recoveryPoint';
import { cancelButton, subscribeButton } from '../../blocks/runningJobButtons';
import { taskRows } from '../../blocks/taskRows';
import { unreadTaskLines } from '../../blocks/unreadTasks';
import type { CardModel } from '../../cardModel';
import { soFar } from '../../text/durations';
import { type Speaker, verbatim } from '../../text/speaker';
import { itemPlace, joined, operationName, personName } from '../../text/words';
import { lastResultOfStatus, statusFacts } from './statusFacts';
import { statusSummary } from './statusSummary';

export function statusModel(view: StatusView, speaker: Speaker): CardModel {
  const { item, running, pastJobs } = view;
  return {
    summary: statusSummary(view, speaker),
    model: {
      title: speaker.text('name', { name: item.vm.name }),
      place: placeText(view, speaker),
      banner: verdictBanner(speaker, view.verdict, item),
      running: running ? runningLines(view, speaker) : [],
      tasks: taskRows(speaker, running ?? { tasks: [] }, { ended: false, pastSnapshots: view.pastSnapshots }),
      pastJobs: running ? pastJobLines(speaker, pastJobs) : [],
      pointHeading: speaker.text('point.heading'),
      point: [...newestLines(speaker, view.newest, view.pointsProblem), ...notCopiedLines(view, speaker)],
      facts: statusFacts(view, speaker),
      ...asOfModel(speaker, view),
      actions: actionsOf(view, speaker),
    },
  };
}

function placeText({ item, newest }: StatusView, speaker: Speaker): string {
  const place = itemPlace(speaker, item);
  const os = newest?.point.os ?? null;
  return os === null ? place : speaker.text('status.os', { place: verbatim(place), os });
}

function runningLines({ running, askedBy }: StatusView, speaker: Speaker): CardLine[] {
  if (!running) return [];
  const operation = verbatim(operationName(speaker, running));
  const what =
    askedBy === null
      ? speaker.text('status.running', { operation })
      : speaker.text('status.runningBy', { operation, by: verbatim(personName(speaker, askedBy)) });
  return [
    line(joined(speaker, [what, speaker.text('name', { name: running.restore?.kind ?? '' }), soFar(speaker, running)])),
    ...unreadTaskLines(speaker, running, 'refresh'),
  ];
}

/** Warns of a backup that was not copied to the vault: its recovery point goes when the snapshot is deleted. */
function notCopiedLines(view: StatusView, speaker: Speaker): CardLine[] {
  const isShort = lastResultOfStatus(view)?.status === 'CompletedWithWarnings' && view.newest?.held === 'snapshot';
  return isShort ? [line(speaker.text('job.warning.transferNotCompleted'))] : [];
}

function actionsOf({ item, running, newest, mayOperate, told }: StatusView, speaker: Speaker): Button[] {
  const vm = item.id;
  const mayStart = mayOperate && running === null && inactiveOf(item) === null;
  return buttons(speaker, [
    { title: speaker.plain('button.refresh'), command: { kind: 'status', vm }, update: true },
    running !== null && { title: speaker.plain('button.job'), command: { kind: 'job', id: running.id } },
    mayStart && { title: speaker.plain('button.backupNow'), command: { kind: 'backupNow', vms: [vm] } },
    running !== null && operationOf(running) === 'backup' && subscribeButton(speaker, running, told),
    { title: speaker.plain('button.points'), command: { kind: 'points', vm } },
    running === null && { title: speaker.plain('button.jobs'), command: { kind: 'jobs', vm } },
    newest !== null && explainConsistencyButton(speaker, newest.consistency.consistency),
    mayOperate && running !== null && cancelButton(speaker, running),
  ]);
}
