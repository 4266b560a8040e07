import { isActive } from '../services/backup/phase';
import { buttons } from './buttons';
import { line } from './pointLines';
import { dueTexts, nextText } from './schedule';
import { said, type Speaker } from './speak';
import { jobButtons, lateText, type Telling } from './telling';
import type { JobView, NoticeView } from './views';

export interface GoAheadView extends NoticeView {
  readonly seen: JobView;
}

/**
 * The snapshot is done. That the backup no longer blocks changes is only said where this was looked at again at the
 * moment of telling; where another snapshot runs by then, that is said in its place (DESIGN.md).
 */
export function tellGoAhead(view: GoAheadView, speaker: Speaker): Telling {
  if (view.truth === 'anotherSnapshot') return otherRuns(view, speaker);
  const { seen, vmName: vm } = view;
  const isKnown = view.truth === 'fresh';
  const facts = { vm, when: said(when(view, speaker)) };
  const next = speaker.text('notice.next', { next: said(nextText(speaker, seen)) });
  const isScheduleKnown = seen.next !== null || (seen.schedule?.none ?? null) !== null;
  return {
    saysWhen: true,
    summary: speaker.line(`notice.${summaryKey(view)}.summary`, facts),
    banner: {
      style: isKnown ? 'good' : 'attention',
      headline: speaker.text(`notice.${isKnown ? 'done' : 'doneUnread'}.headline`, facts),
      lines: [
        line(speaker.text(isKnown ? 'job.notBlocking' : 'job.notBlockingStale')),
        line(speaker.text(afterKey(view))),
        ...dueTexts(speaker, seen).map((due) => line(due)),
        ...(isScheduleKnown ? [line(next)] : []),
      ],
    },
    actions: buttons(speaker, jobButtons(view, speaker)),
  };
}

/** What is still to be said of the copy to the vault: told late, it may have ended by now. */
function afterKey({ truth, seen }: GoAheadView): string {
  if (truth !== 'fresh') return 'notice.keepVmUnread';
  return isActive(seen.job) ? 'job.keepVm' : 'notice.doneEnded.detail';
}

function summaryKey({ truth, seen }: GoAheadView): string {
  if (truth !== 'fresh') return 'doneUnread';
  return isActive(seen.job) ? 'done' : 'doneEnded';
}

function otherRuns(view: GoAheadView, speaker: Speaker): Telling {
  const facts = { vm: view.vmName };
  return {
    saysWhen: true,
    summary: speaker.line('notice.another.summary', facts),
    banner: {
      style: 'warning',
      headline: speaker.text('notice.another.headline', facts),
      lines: [
        line(speaker.text('verdict.hold', facts)),
        line(speaker.line('notice.another.detail', { at: view.happenedAt, told: view.toldAt })),
      ],
    },
    actions: buttons(speaker, jobButtons(view, speaker)),
  };
}

/** ` 02:13 JST`, or ` (ended 02:13 JST, told 02:41 JST)` where it is told late or could not be looked at again. */
function when(view: GoAheadView, speaker: Speaker): string {
  const isLate = view.late || view.truth === 'unread';
  const at = isLate ? lateText({ ...view, late: true }, speaker) : speaker.line('moment', { at: view.happenedAt });
  return ` ${at}`;
}
