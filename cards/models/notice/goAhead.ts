import type { JobView } from '../../../protocol/jobViews';
import type { NoticeView } from '../../../protocol/noticeViews';
import type { VerdictReason } from '../../../services/backup/findings';
import { isActive } from '../../../services/backup/phase';
import { buttons, type ButtonSpec } from '../../blocks/buttons';
import { line } from '../../blocks/line';
import { dueTexts, nextText } from '../../blocks/schedule';
import { type Speaker, verbatim } from '../../text/speaker';
import { sentences } from '../../text/words';
import { type EventModel, jobButtons, lateText } from './eventModel';

export interface GoAheadView extends NoticeView {
  readonly seen: JobView;
}

/**
 * The snapshot is done. That the backup no longer blocks changes is only said where all backups of the VM were looked at,
 * at the moment of telling.
 */
export function goAheadModel(view: GoAheadView, speaker: Speaker): EventModel {
  if (view.truth === 'anotherSnapshot') return otherRunsModel(view, speaker);
  if (view.truth === 'unread') return othersUnreadModel(view, speaker);
  const { seen, vmName: vm } = view;
  const facts = { vm, when: verbatim(when(view, speaker)) };
  const next = speaker.text('notice.next', { next: verbatim(nextText(speaker, seen)) });
  const isScheduleKnown = seen.next !== null || (seen.schedule?.none ?? null) !== null;
  const runs = isActive(seen.job);
  return {
    saysWhen: true,
    summary: sentences(speaker, [
      speaker.plain(`notice.${runs ? 'done' : 'doneEnded'}.summary`, facts),
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
    actions: buttons(speaker, jobButtons(view, speaker)),
  };
}

/** No go-ahead, and its summary not one's (CONTRACT 5): the go-ahead follows once nothing else stands against it. */
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

/** Only this backup could be read. */
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

/** Its words stand under `notice.other`; what we have none for is a job that we cannot judge. */
const OTHERS: readonly VerdictReason[] = [
  ...(['snapshotRunning', 'cancelling', 'restoring', 'triggerPending', 'tasksUnknown'] as const),
];

/** `another snapshot of vm-01 is running (since 21:24 JST)` */
export function otherText({ other, vmName: vm }: NoticeView, speaker: Speaker, as: 'text' | 'plain'): string {
  const reason = OTHERS.find((known) => known === other?.reason) ?? 'stateUnknown';
  const sinceMs = other?.sinceMs ?? null;
  const since = sinceMs === null ? '' : speaker[as]('notice.other.since', { at: new Date(sinceMs) });
  return speaker[as](`notice.other.${reason}`, { vm, since: verbatim(since) });
}

function safeButton({ item, vmName, vmResourceGroup }: GoAheadView, speaker: Speaker): ButtonSpec {
  const vm = item?.id ?? `${vmResourceGroup}/${vmName}`;
  return { title: speaker.plain('button.safe'), command: { kind: 'safe', vm } };
}

/** ` 02:13 JST`, or ` (ended 02:13 JST, told 02:41 JST)` where it is told late or could not be looked at again. */
function when(view: GoAheadView, speaker: Speaker): string {
  const isLate = view.late || view.truth === 'unread';
  const at = isLate ? lateText({ ...view, late: true }, speaker) : speaker.plain('moment', { at: view.happenedAt });
  return ` ${at}`;
}
