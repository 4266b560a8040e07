import type { JobView } from '../../../protocol/jobViews';
import type { NoticeView } from '../../../protocol/noticeViews';
import type { VerdictReason } from '../../../services/backup/findings';
import { isActive } from '../../../services/backup/phase';
import { buttons, type ButtonSpec, explainConsistencyButton } from '../../blocks/buttons';
import { line } from '../../blocks/line';
import { dueTexts, nextText } from '../../blocks/schedule';
import { type Speaker, type TextForm, verbatim } from '../../text/speaker';
import { consistencyName, sentences } from '../../text/words';
import { type EventModel, jobButtons, lateText } from './eventModel';

export interface GoAheadView extends NoticeView {
  readonly seen: JobView;
}

/**
 * The snapshot is done. The notice says that the backup no longer blocks changes only if all backups of the VM were
 * read again at sending.
 */
export function goAheadModel(view: GoAheadView, speaker: Speaker): EventModel {
  if (view.validity === 'anotherSnapshot') return otherRunsModel(view, speaker);
  if (view.validity === 'unread') return othersUnreadModel(view, speaker);
  const { seen, vmName: vm } = view;
  const facts = { vm, when: verbatim(when(view, speaker)) };
  const next = speaker.text('notice.next', { next: verbatim(nextText(speaker, seen)) });
  const isScheduleKnown = seen.next !== null || (seen.schedule?.none ?? null) !== null;
  const runs = isActive(seen.job);
  return {
    saysWhen: true,
    summary: sentences(speaker, [
      speaker.plain(`notice.${runs ? 'done' : 'doneEnded'}.summary`, facts),
      ...(runs ? pointTexts(seen, speaker) : []),
      ...dueTexts(speaker, seen, 'plain'),
    ]),
    banner: {
      style: 'good',
      headline: speaker.text('notice.done.headline', facts),
      lines: [
        line(speaker.text('job.notBlocking')),
        line(speaker.text(runs ? 'job.keepVm' : 'notice.doneEnded.detail')),
        ...dueTexts(speaker, seen).map((due) => line(due)),
        ...(isScheduleKnown ? [line(next)] : []),
      ],
    },
    actions: buttons(speaker, [
      ...jobButtons(view, speaker),
      seen.point !== null && explainConsistencyButton(speaker, seen.point.consistency.consistency),
    ]),
  };
}

/** The consistency of this backup's recovery point; nothing while Azure lists none. */
function pointTexts({ point }: JobView, speaker: Speaker): string[] {
  if (point === null) return [];
  const consistency = consistencyName(speaker, point.consistency, 'plain');
  return [speaker.plain('notice.done.point', { consistency: verbatim(consistency) })];
}

/** No go-ahead yet: another job of the VM blocks changes. The go-ahead follows once none does. */
function otherRunsModel(view: GoAheadView, speaker: Speaker): EventModel {
  const facts = { vm: view.vmName };
  return {
    saysWhen: true,
    summary: speaker.plain('notice.another.summary', { ...facts, other: verbatim(otherText(view, speaker, 'plain')) }),
    banner: {
      style: 'warning',
      headline: speaker.text('notice.another.headline', { other: verbatim(otherText(view, speaker, 'text')) }),
      lines: [
        line(speaker.text('verdict.hold', facts)),
        line(speaker.text('notice.another.detail')),
        line(speaker.plain('notice.another.ended', { at: view.happenedAt, told: view.toldAt })),
      ],
    },
    actions: buttons(speaker, [safeButton(view, speaker), ...jobButtons(view, speaker)]),
  };
}

/** No go-ahead: only this backup could be read, so another one may run. */
function othersUnreadModel(view: GoAheadView, speaker: Speaker): EventModel {
  const facts = { vm: view.vmName, when: verbatim(when(view, speaker)) };
  return {
    saysWhen: true,
    summary: speaker.plain('notice.doneUnread.summary', facts),
    banner: {
      style: 'attention',
      headline: speaker.text('notice.doneUnread.headline', facts),
      lines: [line(speaker.text('notice.doneUnread.detail', facts)), line(speaker.text('notice.keepVmUnread'))],
    },
    actions: buttons(speaker, [safeButton(view, speaker), ...jobButtons(view, speaker)]),
  };
}

/** Reasons with a text under `notice.other`. For any other reason the text says that the bot cannot judge the job. */
const OTHERS: readonly VerdictReason[] = [
  'snapshotRunning',
  'cancelling',
  'restoring',
  'triggerPending',
  'tasksUnknown',
];

/** `another snapshot of vm-01 is running (since 21:24 JST)` */
export function otherText({ other, vmName: vm }: NoticeView, speaker: Speaker, as: TextForm): string {
  const reason = OTHERS.find((known) => known === other?.reason) ?? 'stateUnknown';
  const sinceMs = other?.sinceMs ?? null;
  const since = sinceMs === null ? '' : speaker[as]('notice.other.since', { at: new Date(sinceMs) });
  return speaker[as](`notice.other.${reason}`, { vm, since: verbatim(since) });
}

function safeButton({ item, vmName, vmResourceGroup }: GoAheadView, speaker: Speaker): ButtonSpec {
  const vm = item?.id ?? `${vmResourceGroup}/${vmName}`;
  return { title: speaker.plain('button.safe'), command: { kind: 'safe', vm } };
}

/** ` 02:13 JST`; ` (ended 02:13 JST, told 02:41 JST)` if it is sent late or could not be confirmed. */
function when(view: GoAheadView, speaker: Speaker): string {
  const isLate = view.late || view.validity === 'unread';
  const at = isLate ? lateText({ ...view, late: true }, speaker) : speaker.plain('moment', { at: view.happenedAt });
  return ` ${at}`;
}
