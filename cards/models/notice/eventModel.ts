import type { NoticeView } from '../../../protocol/noticeViews';
import type { Banner } from '../../blocks/banner';
import type { Button, ButtonSpec } from '../../blocks/buttons';
import type { Speaker } from '../../text/speaker';

/** The part of a notice that depends on its event: sentence, banner and buttons. */
export interface EventModel {
  readonly summary: string;
  readonly banner: Banner;
  readonly actions: Button[];
  /** The sentence already names the time of the event. */
  readonly saysWhen?: true;
}

/** `(ended 02:13 JST, told 02:41 JST)` in the conversation's zone; '' if the notice is not late. */
export function lateText({ late, event, happenedAt, toldAt }: NoticeView, speaker: Speaker): string {
  const what = event === 'snapshotDone' ? 'done' : event === 'ended' ? 'ended' : 'seen';
  return late ? speaker.plain(`notice.late.${what}`, { at: happenedAt, told: toldAt }) : '';
}

/** The buttons of every notice: its job, the recovery points and the status of the VM. */
export function jobButtons({ item, seen }: NoticeView, speaker: Speaker): (ButtonSpec | false)[] {
  return [
    seen !== null && { title: speaker.plain('button.job'), command: { kind: 'job', id: seen.job.id } },
    item !== null && { title: speaker.plain('button.points'), command: { kind: 'points', vm: item.id } },
    item !== null && { title: speaker.plain('button.status'), command: { kind: 'status', vm: item.id } },
  ];
}
