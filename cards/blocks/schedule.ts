import type { Scheduled } from '../../protocol/vmViews';
import type { DueStart, NextStart } from '../../services/backup/findings';
import { HOUR_MS } from '../../services/platform/durations';
import { coarseDuration } from '../text/durations';
import { type Speaker, type TextForm, verbatim } from '../text/speaker';
import { clientTime } from '../text/times';
import { zonedTime } from '../text/zonedTimes';
import { problemText } from './azureProblem';
import { type Fact, fact } from './facts';

/** `22:00, may begin until 24:00`, or why no next start is known. */
export function nextText(speaker: Speaker, { next, schedule, nextProblem }: Scheduled): string {
  if (next === null && nextProblem)
    return speaker.text('nextUnread', { why: verbatim(problemText(speaker, nextProblem)) });
  if (next === null) {
    const none = schedule?.none ?? null;
    return speaker.text(none === null ? 'nextNone' : `noSchedule.${none}`);
  }
  const times = speaker.text('next', { at: next.at, until: verbatim(clientTime(next.until, next.at)) });
  const text =
    next.offByMs === null
      ? times
      : speaker.text('nextOff', { next: verbatim(times), by: verbatim(offText(next, speaker)) });
  const azure = schedule?.unknownState ?? null;
  if (azure === null) return text;
  return azure.trim() === ''
    ? speaker.text('nextIfRunsNoState', { next: verbatim(text) })
    : speaker.text('nextIfRuns', { next: verbatim(text), azure });
}

/** One sentence for each scheduled start that is due: its backup may begin at any moment, or has begun. */
export function dueTexts(speaker: Speaker, { schedule }: Scheduled, as: TextForm = 'text'): string[] {
  return (schedule?.due ?? []).map((start) => dueText(start, speaker, as));
}

function dueText(start: DueStart, speaker: Speaker, as: TextForm): string {
  const { at, until, begun, since, offByMs } = start;
  const untilText = as === 'text' ? clientTime(until, at) : zonedTime(until, at, speaker.reader);
  const due = speaker[as](`due.${begun}`, { at, until: verbatim(untilText), since: since ?? at });
  return offByMs === null ? due : speaker[as]('due.off', { due: verbatim(due), by: verbatim(offText(start, speaker)) });
}

/** How far the start may be off: `offByMs` in words. */
export function offText({ offByMs }: NextStart, speaker: Speaker): string {
  return offByMs === HOUR_MS ? speaker.plain('clockHour') : coarseDuration(speaker, offByMs ?? 0);
}

/** A row for each due start, then one for the next start. */
export function scheduleFacts(speaker: Speaker, scheduled: Scheduled): Fact[] {
  return [
    ...dueTexts(speaker, scheduled).map((text) => fact(speaker, 'due.label', text)),
    fact(speaker, 'nextLabel', nextText(speaker, scheduled)),
  ];
}
