import type { Line } from '../line';
import type { Tag } from '../tokenize';

/** Tags of words that carry no meaning for a command that reads. */
export const FILLERS: readonly Tag[] = [
  'filler', 'particle', 'please', 'topic', 'of', 'now', 'ask', 'question', 'do', 'request',
]; // prettier-ignore

/** The rest of the line as typed, without the words of these tags. */
export function textWithout(line: Line, without: readonly Tag[]): string {
  return line.tokens
    .filter(({ tag }) => !without.includes(tag))
    .map(({ text }) => text)
    .join(' ');
}
