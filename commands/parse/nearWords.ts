import { distance, typoMax } from './distance';
import { toKatakana } from './lexicon/kana';
import { NAMING_WORDS } from './lexicon/lexicon';
import { lower } from './normalize';

/** Longer words are not compared. */
const WORD_MAX = 20;

/** Words of the lexicon similar to `text`, with their edit distance, the nearest first. */
export function nearWords(text: string): readonly { readonly word: string; readonly distance: number }[] {
  const typed = lower(text);
  if (typed.length > WORD_MAX) return [];
  const forms = [...new Set([typed, toKatakana(typed)])];
  const typos = typoMax(typed);
  return NAMING_WORDS.filter((word) => Math.abs(word.length - typed.length) <= typos)
    .map((word) => ({ word, distance: Math.min(...forms.map((form) => distance(form, word))) }))
    .filter((near) => near.distance <= Math.min(typos, near.word.length - 2))
    .sort((a, b) => a.distance - b.distance);
}
