import type { Advice } from '../../services/backup/findings';
import { type Speaker, verbatim } from '../text/speaker';
import { type CardLine, line } from './line';

/** The cause of an error and what to do first, from our own texts. */
export function adviceLines(speaker: Speaker, { key }: Pick<Advice, 'key'>): CardLine[] {
  return [
    line(speaker.text('job.cause', { cause: verbatim(speaker.text(`advice:${key}.cause`)) })),
    line(speaker.text('job.doFirst', { action: verbatim(speaker.text(`advice:${key}.action`)) })),
  ];
}
