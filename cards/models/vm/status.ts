import type { StatusView } from '../../../protocol/vmViews';
import { adviceFor } from '../../../services/backup/advice';
import type { Verdict } from '../../../services/backup/findings';
import { type LastResult, lastResultOf } from '../../../services/backup/lastResult';
import { operationOf } from '../../../services/backup/operations';
import { inactiveOf, protectionStateOf } from '../../../services/backup/protection';
import type { ProtectedItem } from '../../../services/backup/types';
import { type Banner, verdictBanner } from '../../blocks/banner';
import { type Button, buttons, explainConsistencyButton, subscribeButton } from '../../blocks/buttons';
import { cancelButton } from '../../blocks/cancelButton';
import { type Fact, fact } from '../../blocks/facts';
import { type CardLine, line, newestLines } from '../../blocks/lines';
import { pastJobLines } from '../../blocks/pastDurations';
import { type AsOfModel, asOfModel } from '../../blocks/problem';
import { dueTexts, namesakeFacts, namesakeSentence, scheduleFacts } from '../../blocks/schedule';
import { noTaskLines, type TaskRow, taskRows } from '../../blocks/taskRows';
import type { CardModel } from '../../cardModel';
import { type Speaker, verbatim } from '../../text/speaker';
import { clientTime } from '../../text/times';
import {
  consistencyName,
  errorName,
  itemPlace,
  joined,
  lastBackupState,
  operationName,
  personName,
  sentences,
  soFar,
} from '../../text/words';

export interface StatusModel extends AsOfModel {
  readonly title: string;
  readonly place: string;
  readonly banner: Banner;
  readonly running: readonly CardLine[];
  readonly tasks: readonly TaskRow[];
  readonly pastJobs: readonly CardLine[];
  readonly pointHeading: string;
  readonly point: readonly CardLine[];
  readonly facts: readonly Fact[];
  readonly actions: readonly Button[];
}

export function statusModel(view: StatusView, speaker: Speaker): CardModel<StatusModel> {
  const { item, running, pastJobs } = view;
  return {
    summary: summaryOf(view, speaker),
    model: {
      title: speaker.text('name', { name: item.vm.name }),
      place: placeText(view, speaker),
      banner: verdictBanner(speaker, view.verdict, item),
      running: running ? runningLines(view, speaker) : [],
      tasks: taskRows(speaker, running?.tasks ?? [], { ended: false, pastSnapshots: view.pastSnapshots }),
      pastJobs: running ? pastJobLines(speaker, pastJobs) : [],
      pointHeading: speaker.text('point.heading'),
      point: [...newestLines(speaker, view.newest, view.pointsProblem), ...notCopiedLines(view, speaker)],
      facts: factsOf(view, speaker),
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
    ...noTaskLines(speaker, running, 'refresh'),
  ];
}

/** A backup that ended with warnings and stands in the snapshot tier alone: it goes when the snapshot goes. */
function notCopiedLines(view: StatusView, speaker: Speaker): CardLine[] {
  const isShort = resultOf(view)?.status === 'CompletedWithWarnings' && view.newest?.held === 'snapshot';
  return isShort ? [line(speaker.text('job.warningTransfer'))] : [];
}

function factsOf(view: StatusView, speaker: Speaker): Fact[] {
  const { item } = view;
  return [
    ...scheduleFacts(speaker, view),
    fact(speaker, 'status.lastBackup', lastBackupText(view, speaker)),
    ...lastErrorFacts(view, speaker),
    fact(speaker, 'status.protection', protectionText(item, speaker)),
    fact(speaker, 'status.policy', policyText(item, speaker)),
    ...namesakeFacts(speaker, view.namesakes),
  ];
}

/** The newest of what the item and its job say. */
function resultOf({ item, lastJob }: StatusView): LastResult | null {
  return lastResultOf(item, lastJob === null ? [] : [lastJob]);
}

function lastBackupText(view: StatusView, speaker: Speaker): string {
  const result = resultOf(view);
  if (result === null) return speaker.text(isNew(view.item) ? 'status.neverBackedUp' : 'status.noLastBackup');
  const { status, at } = result;
  return speaker.text('status.lastBackupValue', {
    state: verbatim(lastBackupState(speaker, status)),
    at: verbatim(clientTime(at, speaker.reader.now)),
  });
}

/** Only of an item that awaits its first backup is it known that there was none. */
function isNew({ protectionState, lastRecoveryPointAt }: ProtectedItem): boolean {
  return protectionState === 'IRPending' && lastRecoveryPointAt === null;
}

/** Why the last backup did not go well, in the words of its own job. */
function lastErrorFacts(view: StatusView, speaker: Speaker): Fact[] {
  const error = resultOf(view)?.errors[0];
  if (!error) return [];
  const advice = adviceFor(error.code);
  const cause = advice === null ? '' : speaker.text(`advice:${advice.key}.cause`);
  return [
    fact(
      speaker,
      'status.lastError',
      cause === ''
        ? errorName(speaker, error)
        : speaker.text('status.lastErrorValue', { code: error.code, cause: verbatim(cause) }),
    ),
  ];
}

function protectionText(item: ProtectedItem, speaker: Speaker): string {
  if (item.softDeleted) return speaker.text('status.softDeleted');
  if (item.protectionState.trim() === '') return speaker.text('status.states.notReported');
  const known = protectionStateOf(item);
  return known
    ? speaker.text(`status.states.${known}`)
    : speaker.text('status.states.other', { azure: item.protectionState });
}

function policyText({ policy }: ProtectedItem, speaker: Speaker): string {
  if (policy === null) return speaker.text('status.noPolicy');
  if (policy.name.trim() === '') return speaker.text('status.states.notReported');
  return speaker.text(policy.enhanced === true ? 'status.enhanced' : 'name', { name: policy.name });
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

const SUMMARY_KEYS = [
  'snapshotRunning',
  'cancelling',
  'restoring',
  'restoreUnknown',
  'triggerPending',
  'noneRunning',
  'snapshotDone',
] as const;

/** The verdict, and where nothing runs what one could go back to. */
function summaryOf(view: StatusView, speaker: Speaker): string {
  const { verdict, schedule, namesakes } = view;
  const due = schedule && verdict.kind !== 'wait' ? dueTexts(speaker, view, 'plain') : [];
  return sentences(speaker, [stateSentence(view, speaker), ...due, namesakeSentence(speaker, namesakes)]);
}

function stateSentence({ item, verdict, newest }: StatusView, speaker: Speaker): string {
  const sentence = statusSummary(item, verdict, speaker);
  if (newest === null || verdict.reason !== 'noneRunning') return sentence;
  return speaker.plain('status.summary.withPoint', {
    verdict: verbatim(sentence),
    at: newest.point.at,
    consistency: verbatim(consistencyName(speaker, newest.consistency, 'plain')),
  });
}

/** One sentence on the verdict; it names no final status of an earlier backup (CONTRACT 5). */
export function statusSummary({ vm }: ProtectedItem, verdict: Verdict, speaker: Speaker): string {
  const key = SUMMARY_KEYS.find((reason) => reason === verdict.reason) ?? 'unknown';
  return speaker.plain(`status.summary.${key}`, { vm: vm.name, at: verdict.at ?? speaker.reader.now });
}
