import type { CommandKind } from '../../../protocol/command';
import { WORDS } from '../../words';
import { ENGLISH } from './english';
import { JAPANESE } from './japanese';
import type { WordTag } from './wordTags';

/** The phrases of each first letter, the longest first. */
const BY_FIRST_LETTER: ReadonlyMap<string, readonly (readonly [string, WordTag])[]> = index();

/** The longest phrase that begins at `from` in the lower-case `text`. It never ends inside a Latin word. */
export function phraseAt(text: string, from: number): { readonly tag: WordTag; readonly length: number } | null {
  for (const [phrase, tag] of BY_FIRST_LETTER.get(text[from] ?? '') ?? []) {
    if (text.startsWith(phrase, from) && isWhole(text, from, from + phrase.length)) {
      return { tag, length: phrase.length };
    }
  }
  return null;
}

/** Words that name a command or filter jobs: the candidates of "did you mean". */
export const NAMING_WORDS: readonly string[] = namingWords();

function index(): ReadonlyMap<string, readonly (readonly [string, WordTag])[]> {
  const all = new Map<string, WordTag>();
  for (const [kind, { words }] of Object.entries(WORDS) as [CommandKind, (typeof WORDS)[CommandKind]][]) {
    for (const word of [...words.en, ...words.ja]) if (!all.has(word)) all.set(word, kind);
  }
  for (const phrases of [ENGLISH, JAPANESE]) {
    for (const [tag, list] of Object.entries(phrases) as [WordTag, string][]) {
      for (const phrase of list.split('|')) all.set(phrase, tag);
    }
  }
  const byLetter = new Map<string, [string, WordTag][]>();
  for (const [phrase, tag] of [...all].sort(([a], [b]) => b.length - a.length)) {
    const letter = phrase.charAt(0);
    byLetter.set(letter, [...(byLetter.get(letter) ?? []), [phrase, tag]]);
  }
  return byLetter;
}

function namingWords(): readonly string[] {
  const ofCommands = Object.values(WORDS).flatMap(({ words }) => [...words.en, ...words.ja]);
  const more = ['running', 'failed', 'restart', 'reboot', 'language', 'timezone', '再起動', '実行中', '失敗'];
  return [...new Set([...ofCommands, ...more])].filter((word) => word.length > 2 && !word.includes(' '));
}

function isWhole(text: string, from: number, to: number): boolean {
  const cutsBefore = /[a-z0-9]/.test(text.charAt(from)) && /[a-z0-9_]/.test(text.charAt(from - 1));
  const cutsAfter =
    /[a-z0-9]/.test(text.charAt(to - 1)) && /^(?:[a-z0-9_]|[-./'][a-z0-9])/.test(text.slice(to, to + 2));
  return !cutsBefore && (!cutsAfter || /^'s(?![a-z0-9])/.test(text.slice(to, to + 3)));
}
