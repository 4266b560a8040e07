import type { Language } from '../../services/platform/language';
import { KnownNames } from './knownNames';
import { isJapanese, TEXT_MAX, toLines } from './normalize';
import type { Tag } from './tokenize';
import { type Token, tokenize } from './tokenize';

/** Tags of tokens that reveal no language. */
const NEITHER: readonly Tag[] = ['free', 'vm', 'guid', 'keep', 'last', 'span', 'badKeep', 'question', 'particle'];
/** This many words of Latin letters make an English sentence, even if none of them is known. */
const SENTENCE_WORDS = 2;

/**
 * The language of typed text; null if the text reveals none (a name alone, a number, nothing). A Japanese name beside
 * English words, as in `status 業務`, leaves the line English.
 */
export function spokenLanguage(text: string): Language | null {
  const line = toLines(text.slice(0, TEXT_MAX)).join(' ').slice(0, TEXT_MAX); // NFKC makes it up to 18 times as long.
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
