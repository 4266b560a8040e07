import type { DueStart, NextStart, ScheduleNotes } from '../../services/backup/findings';
import { inactiveOf } from '../../services/backup/protection';
import type { ProtectedItem } from '../../services/backup/types';
import type { AzureError } from '../../services/backup/vaults';
import { type Speaker, verbatim } from '../text/speaker';
import { clientTime, zonedTime } from '../text/times';
import { coarseDuration, itemPlace } from '../text/words';
import { type Fact, fact } from './facts';
import { problemText } from './problem';

const HOUR_MS = 3_600_000;
const NAMESAKES_MAX = 3;

/** When a VM's schedule starts next, as the views carry it. */
export interface Scheduled {
  readonly next: NextStart | null;
  readonly schedule?: ScheduleNotes;
  /** Why no next start is known, where the policy could not be read. */
  readonly nextProblem?: AzureError;
}

/** `22:00, may begin until 24:00`, or why no start is known. */
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

/** The starts that are due, a sentence each; for a card or, as `line`, for a summary. */
export function dueTexts(speaker: Speaker, { schedule }: Scheduled, as: 'text' | 'plain' = 'text'): string[] {
  return (schedule?.due ?? []).map((start) => dueText(start, speaker, as));
}

function dueText(start: DueStart, speaker: Speaker, as: 'text' | 'plain'): string {
  const { at, until, begun, since, offByMs } = start;
  const untilText = as === 'text' ? clientTime(until, at) : zonedTime(until, at, speaker.reader);
  const due = speaker[as](`due.${begun}`, { at, until: verbatim(untilText), since: since ?? at });
  return offByMs === null ? due : speaker[as]('due.off', { due: verbatim(due), by: verbatim(offText(start, speaker)) });
}

/** By how much the start may be off. */
export function offText({ offByMs }: NextStart, speaker: Speaker): string {
  return offByMs === HOUR_MS ? speaker.plain('clockHour') : coarseDuration(speaker, offByMs ?? 0);
}

/** What is due, each in a row of its own, then the next start. */
export function scheduleFacts(speaker: Speaker, scheduled: Scheduled): Fact[] {
  return [
    ...dueTexts(speaker, scheduled).map((text) => fact(speaker, 'due.label', text)),
    fact(speaker, 'nextLabel', nextText(speaker, scheduled)),
  ];
}

/** Whether the item is backed up, in a word; '' for one that is, where only the exception is told. */
export function inactiveText(speaker: Speaker, item: ProtectedItem, as: 'text' | 'plain' = 'text'): string {
  const why = inactiveOf(item);
  return why === null ? '' : speaker[as](`namesakes.state.${why}`);
}

/** The other backup items of this VM or of its name; no row where there are none. */
export function namesakeFacts(speaker: Speaker, items: readonly ProtectedItem[] = []): Fact[] {
  if (items.length === 0) return [];
  const named = items.slice(0, NAMESAKES_MAX).map((item) =>
    speaker.text('namesakes.one', {
      place: verbatim(itemPlace(speaker, item)),
      state: verbatim(stateText(speaker, item)),
    }),
  );
  const left = items.length - named.length;
  const all = left > 0 ? [...named, speaker.text('namesakes.more', { left })] : named;
  return [fact(speaker, 'namesakes.label', all.join(speaker.plain('separator')))];
}

/** The first of them as a sentence for a summary; '' where there is none. */
export function namesakeSentence(speaker: Speaker, items: readonly ProtectedItem[] = []): string {
  const [item] = items;
  if (item === undefined) return '';
  return speaker.plain('namesakes.sentence', {
    vault: item.ref.vault.name,
    state: verbatim(stateText(speaker, item, 'plain')),
  });
}

function stateText(speaker: Speaker, item: ProtectedItem, as: 'text' | 'plain' = 'text'): string {
  return inactiveText(speaker, item, as) || speaker[as]('namesakes.state.active');
}
