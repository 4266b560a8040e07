import type { Command, Parsed } from '../../protocol/command';
import { WORDS } from '../words';
import { keystrokes } from './lexicon/kana';
import type { Line } from './line';
import { nearWords } from './nearWords';
import { unknown } from './rules/results';
import type { Token } from './tokenize';

export type ApplyToText = (text: string) => Parsed | null;

const OFFERS_MAX = 3;
/** How many unknown words are corrected, and how many corrections are tried for each. */
const LOOSE_MAX = 4;
const NEAR_MAX = 4;

/**
 * Offers commands for a line that no rule understands, such as one with the IME left on, or a misspelling. It runs
 * nothing. A change is offered only if one letter differs and the line holds no negation and no question.
 */
export function suggest(line: Line, applyToText: ApplyToText): Parsed {
  const texts = [
    ...keystrokes(line.text).flatMap((text) => [text, ...correctedWords(text, applyToText)]),
    ...corrections(line),
  ];
  const offers = texts.flatMap((text) => offersOf(text, applyToText));
  const [vm] = line.vms;
  const status: Command[] = vm === undefined ? [] : [{ kind: 'status', vm }];
  const mayChange = !line.has('negate', 'question', 'ask');
  const allowed = [...offers, ...status].filter((offer) => mayChange || WORDS[offer.kind].effect !== 'changes');
  return unknown(line, unique(allowed).slice(0, OFFERS_MAX));
}

/** The line's text with one unknown word replaced by a similar word of the lexicon. */
function corrections({ text, tokens }: Line): readonly string[] {
  return tokens
    .filter(({ tag }) => tag === 'free')
    .slice(0, LOOSE_MAX)
    .flatMap((token) => replaced(text, token));
}

function replaced(line: string, { text, from, to }: Token): readonly string[] {
  return nearWords(text)
    .filter((near) => near.distance <= 1 || !isChange(near.word))
    .slice(0, NEAR_MAX)
    .map(({ word }) => `${line.slice(0, from)} ${word} ${line.slice(to)}`);
}

/** Keystrokes that are no command yet, with one misspelled word corrected. */
function correctedWords(text: string, applyToText: ApplyToText): readonly string[] {
  if (applyToText(text) !== null) return [];
  return text.split(' ').flatMap((word, index, words) =>
    nearWords(word)
      .slice(0, NEAR_MAX)
      .map((near) => words.with(index, near.word).join(' ')),
  );
}

/** Commands to offer. A command that lacks its VM is offered as its help. */
function offersOf(text: string, applyToText: ApplyToText): readonly Command[] {
  const parsed = applyToText(text);
  // "restore vm-01" is similar to "restart vm-01". The offer is `safe` without `restart`, and its button says so.
  if (parsed?.kind === 'command' && parsed.command.kind === 'safe') return [{ kind: 'safe', vm: parsed.command.vm }];
  if (parsed?.kind === 'command') return [parsed.command];
  if (parsed?.kind !== 'incomplete') return [];
  const usage = String(parsed.facts['usage']);
  const entry = Object.values(WORDS).find((words) => Object.values(words.usage).includes(usage));
  return entry === undefined ? [] : [{ kind: 'help', topic: entry.words.en[0] }];
}

function isChange(word: string): boolean {
  return Object.values(WORDS).some(
    ({ words, effect }) => effect === 'changes' && [...words.en, ...words.ja].includes(word),
  );
}

export function unique(commands: readonly Command[]): readonly Command[] {
  return [...new Map(commands.map((command) => [JSON.stringify(command), command])).values()];
}
