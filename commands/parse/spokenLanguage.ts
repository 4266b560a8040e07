import type { Language } from '../../services/platform/language';
import { KnownNames } from './knownNames';
import type { Tag } from './line';
import { isJapanese, TEXT_MAX, toLines } from './normalize';
import { type Token, tokenize } from './tokenize';

/** They stand in lines of either language, or say nothing of it. */
const NEITHER: readonly Tag[] = ['free', 'vm', 'guid', 'keep', 'last', 'span', 'badKeep', 'question', 'particle'];
/** So many words of letters alone are a sentence, though none of them is known. */
const SENTENCE_WORDS = 2;

/**
 * The language of a line that a person typed; null where it says none: a bare name, a number, nothing. A name in
 * Japanese letters beside English words (`status 業務`) makes no Japanese of them.
 */
export function spokenLanguage(text: string): Language | null {
  const line = toLines(text.slice(0, TEXT_MAX)).join(' ');
  if (/\p{sc=Hiragana}/u.test(line)) return 'ja';
  const tokens = tokenize(line, new KnownNames([]));
  const words = tokens.filter(({ tag }) => !NEITHER.includes(tag));
  if (words.some((word) => isJapanese(word.text))) return 'ja';
  if (words.length > 0 || tokens.filter(isPlainWord).length >= SENTENCE_WORDS) return 'en';
  return isJapanese(line) ? 'ja' : null;
}

function isPlainWord({ text }: Token): boolean {
  return /^[a-z]{2,}$/i.test(text);
}
