import type { PastDurations } from '../../services/backup/findings';
import { MINUTE_MS } from '../../services/platform/durations';
import { coarseDuration, duration } from '../text/durations';
import { type Speaker, type TextForm, verbatim } from '../text/speaker';
import { taskName } from '../text/words';
import { type CardLine, line } from './line';

/** Durations of whole past jobs of this VM, labelled as such: they are no estimate. None if too few are known. */
export function pastJobLines(speaker: Speaker, past: PastDurations | null): CardLine[] {
  return past === null ? [] : [line(pastText(speaker, past, 'text'), true)];
}

/** The past durations of a VM as sentences for a summary: whole jobs first, then snapshots. */
export function pastSentences(speaker: Speaker, whole: PastDurations | null, snapshot: PastDurations | null): string[] {
  return [
    ...(whole ? [pastText(speaker, whole, 'plain')] : []),
    ...usualSnapshotLines(speaker, snapshot, 'plain').map(({ text }) => text),
  ];
}

function pastText(speaker: Speaker, { from, runs, minMs, medianMs, maxMs }: PastDurations, as: TextForm): string {
  const [min = '', median = '', max = ''] = [minMs, medianMs, maxMs].map((ms) => rounded(speaker, ms));
  const key = from === 'jobList' ? 'past' : 'pastWatched';
  return speaker[as](key, { runs, min: verbatim(min), median: verbatim(median), max: verbatim(max) });
}

/** `usually 8 min, from its last 12 runs (watched by this bot)`: durations of past snapshots. */
export function usualSnapshotText(speaker: Speaker, { runs, medianMs }: PastDurations): string {
  return speaker.text('usual', { runs, usual: verbatim(rounded(speaker, medianMs)) });
}

/** The usual snapshot duration as its own line, for cards without rows of tasks; none if nothing is known. */
export function usualSnapshotLines(
  speaker: Speaker,
  past: PastDurations | null | undefined,
  as: TextForm = 'text',
): CardLine[] {
  if (!past) return [];
  const task = verbatim(taskName(speaker, 'Take Snapshot', as));
  return [line(speaker[as]('usualOf', { task, usual: verbatim(usualSnapshotText(speaker, past)) }), true)];
}

/** Rounded to whole minutes from one minute on: a median of some runs is not exact to the second. */
function rounded(speaker: Speaker, ms: number): string {
  return ms < MINUTE_MS ? duration(speaker, ms) : coarseDuration(speaker, Math.round(ms / MINUTE_MS) * MINUTE_MS);
}
