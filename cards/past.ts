import type { PastDurations } from '../services/backup/findings';
import { type Line, line } from './pointLines';
import { said, type Speaker } from './speak';
import { coarseDuration, duration, taskName } from './words';

const MINUTE_MS = 60_000;

/** Whole past jobs of this VM, labelled as what they are; no estimate. None where too few are known. */
export function pastLines(speaker: Speaker, past: PastDurations | null): Line[] {
  if (past === null) return [];
  const { from, runs, minMs, medianMs, maxMs } = past;
  const [min, median, max] = [minMs, medianMs, maxMs].map((ms) => said(rounded(speaker, ms)));
  const key = from === 'jobList' ? 'past' : 'pastWatched';
  return [line(speaker.text(key, { runs, min: min ?? '', median: median ?? '', max: max ?? '' }), true)];
}

/** `usually 8 min, from its last 12 runs (watched by this bot)`: of its snapshots (CONTRACT 5). */
export function usualText(speaker: Speaker, { runs, medianMs }: PastDurations): string {
  return speaker.text('usual', { runs, usual: said(rounded(speaker, medianMs)) });
}

/** The same as a line of its own, where no row of the task stands; none where nothing is known. */
export function usualLines(speaker: Speaker, past: PastDurations | null | undefined): Line[] {
  if (!past) return [];
  const task = said(taskName(speaker, 'Take Snapshot'));
  return [line(speaker.text('usualOf', { task, usual: said(usualText(speaker, past)) }), true)];
}

/** To whole minutes from one minute on: what is usual is not known to the second. */
function rounded(speaker: Speaker, ms: number): string {
  return ms < MINUTE_MS ? duration(speaker, ms) : coarseDuration(speaker, Math.round(ms / MINUTE_MS) * MINUTE_MS);
}
