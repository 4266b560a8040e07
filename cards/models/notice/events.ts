import type { JobView } from '../../../protocol/jobViews';
import type { NoticeView } from '../../../protocol/noticeViews';
import type { Banner } from '../../blocks/banner';
import { buttons, explainConsistency } from '../../blocks/buttons';
import { line } from '../../blocks/lines';
import { said, type Speaker } from '../../text/speaker';
import { consistencyName } from '../../text/words';
import { retryButton } from '../job';
import { endedBanner, endedSummary } from '../job/ended';
import { jobButtons, type Telling } from './eventModel';
import { type GoAheadView, otherText, tellGoAhead } from './goAhead';

/** The rows of CONTRACT 7. A go-ahead of a job that has failed meanwhile is told as its end. */
export function tellingOf(view: NoticeView, speaker: Speaker): Telling {
  const { event, seen } = view;
  if (seen === null) return event === 'notStarted' ? notStarted(view, speaker) : plain(view, speaker, 'vanished');
  const isLost = seen.job.state === 'failed' || seen.job.state === 'cancelled';
  if (event === 'ended' || (event === 'snapshotDone' && isLost)) return ended(view, seen, speaker);
  if (event === 'snapshotDone') return tellGoAhead({ ...view, seen } satisfies GoAheadView, speaker);
  if (event === 'consistency') return consistency(view, seen, speaker);
  return event === 'notStarted' ? notStarted(view, speaker) : plain(view, speaker, event);
}

/** Where something else of the VM stands against a change, the end must not be taken for a go-ahead. */
function ended(view: NoticeView, seen: JobView, speaker: Speaker): Telling {
  const topic = seen.advice[0]?.code ?? seen.job.errors[0]?.code ?? '';
  const otherIs = (as: 'text' | 'line'): ReturnType<typeof said> => said(otherText(view, speaker, as));
  const banner = endedBanner(seen, speaker);
  const sentence = endedSummary(seen, speaker);
  const isAlone = view.other === null;
  return {
    summary: isAlone
      ? sentence
      : speaker.line('notice.endedOther.summary', { sentence: said(sentence), other: otherIs('line') }),
    banner: isAlone
      ? banner
      : {
          ...banner,
          style: banner.style === 'good' ? 'warning' : banner.style,
          lines: [line(speaker.text('notice.endedOther.detail', { other: otherIs('text') })), ...banner.lines],
        },
    actions: buttons(speaker, [
      retryButton(seen, speaker),
      topic !== '' && { title: speaker.line('button.explain'), command: { kind: 'explain', topic } },
      ...jobButtons(view, speaker),
      seen.point !== null && explainConsistency(speaker, seen.point.consistency.consistency),
    ]),
  };
}

/** Azure lists the recovery point of a job whose end was told before. */
function consistency(view: NoticeView, { point }: JobView, speaker: Speaker): Telling {
  const vm = view.vmName;
  const actions = buttons(speaker, [
    ...jobButtons(view, speaker),
    point !== null && explainConsistency(speaker, point.consistency.consistency),
  ]);
  if (point === null) return { ...plain(view, speaker, 'listed'), actions };
  const worth = (as: 'text' | 'line'): Readonly<Record<string, ReturnType<typeof said>>> => ({
    consistency: said(consistencyName(speaker, point.consistency, as)),
    held: said(speaker[as](`job.held.${point.held}`)),
  });
  const held = point.held === 'snapshot' && { held: said(speaker.text('notice.consistency.snapshotOnly')) };
  return {
    summary: speaker.line('notice.consistency.summary', { vm, ...worth('line') }),
    banner: {
      style: 'accent',
      headline: speaker.text('notice.consistency.headline', { ...worth('text'), ...held }),
      lines: [],
    },
    actions,
  };
}

function notStarted(view: NoticeView, speaker: Speaker): Telling {
  const { item } = view;
  return {
    ...plain(view, speaker, 'notStarted'),
    actions: buttons(speaker, [
      item !== null && { title: speaker.line('button.backupNow'), command: { kind: 'backupNow', vms: [item.id] } },
      ...jobButtons(view, speaker),
    ]),
  };
}

const STYLES = {
  snapshotSlow: 'warning',
  jobSlow: 'warning',
  vanished: 'attention',
  notStarted: 'attention',
  consistencyUnknown: 'warning',
  listed: 'accent',
} as const satisfies Readonly<Record<string, Banner['style']>>;

/** A headline, what it means, and the same as one sentence. */
function plain(view: NoticeView, speaker: Speaker, key: keyof typeof STYLES): Telling {
  const facts = { vm: view.vmName };
  return {
    summary: speaker.line(`notice.${key}.summary`, facts),
    banner: {
      style: STYLES[key],
      headline: speaker.text(`notice.${key}.headline`, facts),
      lines: [line(speaker.text(`notice.${key}.detail`, facts))],
    },
    actions: buttons(speaker, jobButtons(view, speaker)),
  };
}
