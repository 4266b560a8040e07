import type { NoticeView } from '../../../protocol/noticeViews';
import type { Banner } from '../../blocks/banner';
import type { Button, ButtonSpec } from '../../blocks/buttons';
import type { Speaker } from '../../text/speaker';

/** What an event comes to: its toast, its block and what can be done about it. */
export interface EventModel {
  readonly summary: string;
  readonly banner: Banner;
  readonly actions: Button[];
  /** The sentence tells by itself when it happened. */
  readonly saysWhen?: true;
}

/** `(ended 02:13 JST, told 02:41 JST)` in the conversation's zone; '' where it is told in time. */
export function lateText({ late, event, happenedAt, toldAt }: NoticeView, speaker: Speaker): string {
  const what = event === 'snapshotDone' ? 'done' : event === 'ended' ? 'ended' : 'seen';
  return late ? speaker.plain(`notice.late.${what}`, { at: happenedAt, told: toldAt }) : '';
}

/** Further buttons of every message about a job that Azure shows. */
export function jobButtons({ item, seen }: NoticeView, speaker: Speaker): (ButtonSpec | false)[] {
  return [
    seen !== null && { title: speaker.plain('button.job'), command: { kind: 'job', id: seen.job.id } },
    item !== null && { title: speaker.plain('button.points'), command: { kind: 'points', vm: item.id } },
    item !== null && { title: speaker.plain('button.status'), command: { kind: 'status', vm: item.id } },
  ];
}
