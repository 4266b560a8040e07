import type { PointFinding } from '../../services/backup/findings';
import type { AzureError } from '../../services/backup/vaults';
import { coarseDuration } from '../text/durations';
import { type Speaker, verbatim } from '../text/speaker';
import { clientDateTime } from '../text/times';
import { consistencyName } from '../text/words';
import { problemText } from './azureProblem';
import { type CardLine, line } from './line';

/** One recovery point: time, age, consistency and tiers, the reason for the consistency, and how to raise it. */
export function pointLines(speaker: Speaker, finding: PointFinding): CardLine[] {
  const { point, consistency } = finding;
  const age = speaker.reader.now.getTime() - point.at.getTime();
  return [
    line(
      speaker.text('point.at', { at: verbatim(clientDateTime(point.at)), age: verbatim(coarseDuration(speaker, age)) }),
    ),
    line(pointWorth(speaker, finding)),
    line(speaker.text(`reason.${consistency.reason}`), true),
    ...(consistency.remedy ? [line(speaker.text(`remedy.${consistency.remedy}`), true)] : []),
  ];
}

/** Consistency and tiers, such as `Application-consistent (as reported by Azure) · snapshot + vault`. */
function pointWorth(speaker: Speaker, { consistency, held }: PointFinding): string {
  const name = speaker.text('consistency.reported', { consistency: verbatim(consistencyName(speaker, consistency)) });
  return speaker.text('point.worth', { consistency: verbatim(name), held: verbatim(speaker.text(`held.${held}`)) });
}

/** The newest recovery point; says so if there is none, or the points could not be read. */
export function newestLines(speaker: Speaker, newest: PointFinding | null, problem: AzureError | null): CardLine[] {
  if (newest === null && problem === null) return [line(speaker.text('point.none'))];
  return [
    ...(newest ? pointLines(speaker, newest) : []),
    ...(problem ? [line(speaker.text('point.unreadable', { why: verbatim(problemText(speaker, problem)) }))] : []),
  ];
}
