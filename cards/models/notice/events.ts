import type { JobView } from '../../../protocol/jobViews';
import type { NoticeView } from '../../../protocol/noticeViews';
import type { Banner } from '../../blocks/banner';
import { buttons, explainConsistencyButton } from '../../blocks/buttons';
import { line } from '../../blocks/line';
import { type Speaker, type TextForm, type Verbatim, verbatim } from '../../text/speaker';
import { consistencyName } from '../../text/words';
import { endedBanner, endedSummary } from '../job/ended';
import { retryButton } from '../job/job';
import { type EventModel, jobButtons } from './eventModel';
import { goAheadModel, type GoAheadView, otherText } from './goAhead';

/** One model per event. If a go-ahead's job has since failed or was cancelled, the notice reports that end instead. */
export function eventModel(view: NoticeView, speaker: Speaker): EventModel {
  const { event, seen } = view;
  if (seen === null)
    return event === 'notStarted' ? notStartedEvent(view, speaker) : simpleEvent(view, speaker, 'vanished');
  const isLost = seen.job.state === 'failed' || seen.job.state === 'cancelled';
  if (event === 'ended' || (event === 'snapshotDone' && isLost)) return endedEvent(view, seen, speaker);
  if (event === 'snapshotDone') return goAheadModel({ ...view, seen } satisfies GoAheadView, speaker);
  if (event === 'consistency') return consistencyEvent(view, seen, speaker);
  return event === 'notStarted' ? notStartedEvent(view, speaker) : simpleEvent(view, speaker, event);
}

/** The end of a job. If another job of the VM blocks changes, the text says so and does not read like a go-ahead. */
function endedEvent(view: NoticeView, seen: JobView, speaker: Speaker): EventModel {
  const topic = seen.advice[0]?.code ?? seen.job.errors[0]?.code ?? '';
  const otherIs = (as: TextForm): Verbatim => verbatim(otherText(view, speaker, as));
  const banner = endedBanner(seen, speaker);
  const sentence = endedSummary(seen, speaker);
  const isAlone = view.other === null;
  return {
    summary: isAlone
      ? sentence
      : speaker.plain('notice.endedOther.summary', { sentence: verbatim(sentence), other: otherIs('plain') }),
    banner: isAlone
      ? banner
      : {
          ...banner,
          style: banner.style === 'good' ? 'warning' : banner.style,
          lines: [line(speaker.text('notice.endedOther.detail', { other: otherIs('text') })), ...banner.lines],
        },
    actions: buttons(speaker, [
      retryButton(seen, speaker),
      topic !== '' && { title: speaker.plain('button.explain'), command: { kind: 'explain', topic } },
      ...jobButtons(view, speaker),
      seen.point !== null && explainConsistencyButton(speaker, seen.point.consistency.consistency),
    ]),
  };
}

/** The consistency, told after the end: Azure lists the recovery point only after it reports the end of the job. */
function consistencyEvent(view: NoticeView, { point }: JobView, speaker: Speaker): EventModel {
  const vm = view.vmName;
  const actions = buttons(speaker, [
    ...jobButtons(view, speaker),
    point !== null && explainConsistencyButton(speaker, point.consistency.consistency),
  ]);
  if (point === null) return { ...simpleEvent(view, speaker, 'listed'), actions };
  const worth = (as: TextForm): Readonly<Record<string, Verbatim>> => ({
    consistency: verbatim(consistencyName(speaker, point.consistency, as)),
    held: verbatim(speaker[as](`job.held.${point.held}`)),
  });
  const held = point.held === 'snapshot' && { held: verbatim(speaker.text('notice.consistency.snapshotOnly')) };
  return {
    summary: speaker.plain('notice.consistency.summary', { vm, ...worth('plain') }),
    banner: {
      style: 'accent',
      headline: speaker.text('notice.consistency.headline', { ...worth('text'), ...held }),
      lines: [],
    },
    actions,
  };
}

function notStartedEvent(view: NoticeView, speaker: Speaker): EventModel {
  const { item } = view;
  return {
    ...simpleEvent(view, speaker, 'notStarted'),
    actions: buttons(speaker, [
      item !== null && { title: speaker.plain('button.backupNow'), command: { kind: 'backupNow', vms: [item.id] } },
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

/** An event that needs only texts: headline, explanation and one sentence. */
function simpleEvent(view: NoticeView, speaker: Speaker, key: keyof typeof STYLES): EventModel {
  const facts = { vm: view.vmName };
  return {
    summary: speaker.plain(`notice.${key}.summary`, facts),
    banner: {
      style: STYLES[key],
      headline: speaker.text(`notice.${key}.headline`, facts),
      lines: [line(speaker.text(`notice.${key}.detail`, facts))],
    },
    actions: buttons(speaker, jobButtons(view, speaker)),
  };
}
