import type { Command, Parsed } from '../../protocol/command';
import { WORDS } from '../words';
import { keystrokes } from './kana';
import { type Line, nearWords } from './line';
import { unknown } from './results';
import type { Token } from './tokens';

type Read = (line: string) => Parsed | null;

const OFFERS_MAX = 3;
/** Loose words that are tried, and words of ours for each. */
const LOOSE_MAX = 4;
const NEAR_MAX = 4;

/**
 * What a line that is not understood may have been meant as: typed with the IME left on, or with letters mistaken.
 * Only offered. A change is offered only where one letter makes the difference, and nothing takes it back.
 */
export function guesses(heard: Line, read: Read): Parsed {
  const lines = [...keystrokes(heard.line).flatMap((line) => [line, ...corrected(line, read)]), ...corrections(heard)];
  const offers = lines.flatMap((line) => offersOf(line, read));
  const [vm] = heard.vms;
  const status: Command[] = vm === undefined ? [] : [{ kind: 'status', vm }];
  const mayChange = !heard.has('negate', 'question', 'ask');
  const fit = [...offers, ...status].filter((offer) => mayChange || WORDS[offer.kind].effect === 'reads');
  return unknown(heard, unique(fit).slice(0, OFFERS_MAX));
}

/** The line with one loose word replaced by one of ours that is near. */
function corrections(heard: Line): readonly string[] {
  return heard.tokens
    .filter(({ tag }) => tag === 'free')
    .slice(0, LOOSE_MAX)
    .flatMap((token) => replaced(heard.line, token));
}

function replaced(line: string, { text, from, to }: Token): readonly string[] {
  return nearWords(text)
    .filter((near) => near.distance <= 1 || !isChange(near.word))
    .slice(0, NEAR_MAX)
    .map(({ word }) => `${line.slice(0, from)} ${word} ${line.slice(to)}`);
}

/** Mistaken letters in what an IME made kana of. */
function corrected(line: string, read: Read): readonly string[] {
  if (read(line) !== null) return [];
  return line.split(' ').flatMap((word, index, words) =>
    nearWords(word)
      .slice(0, NEAR_MAX)
      .map((near) => words.with(index, near.word).join(' ')),
  );
}

/** A command that lacks its VM is offered as its help. */
function offersOf(line: string, read: Read): readonly Command[] {
  const said = read(line);
  // "restore vm-01" is near to "restart vm-01": what is offered answers `safe`, and says so.
  if (said?.kind === 'command' && said.command.kind === 'safe') return [{ kind: 'safe', vm: said.command.vm }];
  if (said?.kind === 'command') return [said.command];
  if (said?.kind !== 'incomplete') return [];
  const usage = said.facts['usage'];
  const kind = (Object.keys(WORDS) as Command['kind'][]).find((key) =>
    Object.values(WORDS[key].usage).includes(String(usage)),
  );
  return kind === undefined ? [] : [{ kind: 'help', topic: WORDS[kind].words.en[0] }];
}

function isChange(word: string): boolean {
  return Object.values(WORDS).some(
    ({ words, effect }) => effect === 'changes' && [...words.en, ...words.ja].includes(word),
  );
}

export function unique(commands: readonly Command[]): readonly Command[] {
  return [...new Map(commands.map((command) => [JSON.stringify(command), command])).values()];
}
