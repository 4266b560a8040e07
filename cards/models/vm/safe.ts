import type { SafeView } from '../../../protocol/vmViews';
import { operationOf } from '../../../services/backup/operations';
import { asOfModel } from '../../blocks/asOf';
import { type Banner, verdictBanner } from '../../blocks/banner';
import { buttons } from '../../blocks/buttons';
import { fact } from '../../blocks/facts';
import { type CardLine, line } from '../../blocks/line';
import { namesakeFacts } from '../../blocks/namesakes';
import { usualSnapshotLines } from '../../blocks/pastDurations';
import { subscribeButton } from '../../blocks/runningJobButtons';
import { dueTexts, nextText, offText, scheduleFacts } from '../../blocks/schedule';
import type { CardModel } from '../../cardModel';
import { type Speaker, verbatim } from '../../text/speaker';
import { itemPlace, sentences } from '../../text/words';
import { zonedTime } from '../../text/zonedTimes';
import { verdictSentence } from './statusSummary';

/** The verdict for one VM. It covers only the backup; a person decides whether to change the VM. */
export function safeModel(view: SafeView, speaker: Speaker): CardModel {
  const { item, verdict, told } = view;
  const { job } = verdict;
  return {
    summary: summaryOf(view, speaker),
    model: {
      title: speaker.text('name', { name: item.vm.name }),
      place: itemPlace(speaker, item),
      first: firstLines(view, speaker),
      banner: bannerOf(view, speaker),
      facts: [
        ...(isDueFirst(view) ? [fact(speaker, 'nextLabel', nextText(speaker, view))] : scheduleFacts(speaker, view)),
        ...namesakeFacts(speaker, view.namesakes),
      ],
      ...asOfModel(speaker, view),
      actions: buttons(speaker, [
        { title: speaker.plain('button.refresh'), command: { kind: 'safe', vm: item.id }, update: true },
        job !== null && { title: speaker.plain('button.job'), command: { kind: 'job', id: job.id } },
        verdict.kind === 'wait' && job !== null && operationOf(job) === 'backup' && subscribeButton(speaker, job, told),
        { title: speaker.plain('button.status'), command: { kind: 'status', vm: item.id } },
      ]),
    },
  };
}

/** A backup that may begin at any moment comes before the verdict, unless the verdict is to wait. */
function isDueFirst({ verdict, schedule }: SafeView): boolean {
  return verdict.kind !== 'wait' && (schedule?.due.length ?? 0) > 0;
}

function firstLines(view: SafeView, speaker: Speaker): CardLine[] {
  return [
    ...(view.askedToRestart ? [line(speaker.text('safe.noRestarts'))] : []),
    ...(isDueFirst(view) ? dueTexts(speaker, view).map((text) => line(text)) : []),
  ];
}

/** The verdict. While people wait for a snapshot, it adds how long past snapshots of this VM took. */
function bannerOf(view: SafeView, speaker: Speaker): Banner {
  const { item, verdict, pastSnapshots } = view;
  const banner = verdictBanner(speaker, verdict, item);
  if (banner.style === 'good' && isDueFirst(view)) return { ...banner, style: 'accent' };
  const awaited = verdict.reason === 'snapshotRunning' || verdict.reason === 'triggerPending';
  return awaited ? { ...banner, lines: [...banner.lines, ...usualSnapshotLines(speaker, pastSnapshots)] } : banner;
}

function summaryOf(view: SafeView, speaker: Speaker): string {
  const { item, verdict, askedToRestart } = view;
  const verdictLine = verdictSentence(item, verdict, speaker);
  const due = dueTexts(speaker, view, 'plain');
  const verdictAndDue = sentences(speaker, isDueFirst(view) ? [...due, verdictLine] : [verdictLine, ...due]);
  return speaker.plain(askedToRestart ? 'safe.summaryRestart' : 'safe.summary', {
    verdict: verbatim(verdictAndDue),
    next: verbatim(due.length === 0 ? nextLine(view, speaker) : ''),
  });
}

function nextLine({ verdict, next }: SafeView, speaker: Speaker): string {
  if (next === null || verdict.kind !== 'clear') return '';
  const until = verbatim(zonedTime(next.until, next.at, speaker.reader));
  const facts = { at: next.at, until, by: verbatim(offText(next, speaker)) };
  return speaker.plain(next.offByMs === null ? 'safe.summaryNext' : 'safe.summaryNextOff', facts);
}
