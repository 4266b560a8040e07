import { type Term, termsIn } from './terms';

/** Features of a line with their weights: word stems, pairs of Japanese letters, terms, and pairs of terms. */
export type Features = ReadonlyMap<string, number>;

const WORD_WEIGHT = 1;
const TERM_WEIGHT = 1.5;
/** Weight of two terms together, which tell more than each alone: "start" and "schedule", or "start" and "VM". */
const TERM_PAIR_WEIGHT = 0.6;
/** Weight of a pair of hiragana, which is mostly grammar. */
const HIRAGANA_WEIGHT = 0.4;
const JAPANESE_WEIGHT = 0.8;
const JAPANESE = /[\p{sc=Han}\p{sc=Katakana}\p{sc=Hiragana}ー]+/gu;
const HIRAGANA = /^\p{sc=Hiragana}+$/u;
/** English words that occur in any question. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  ['the', 'a', 'an', 'of', 'to', 'in', 'it', 'my', 'i', 'we', 'is', 'are', 'do', 'does', 'can', 'on', 'for', 'and', 'or', 'be'],
); // prettier-ignore

export function featuresOf(line: string, lineTerms: ReadonlySet<Term> = termsIn(line)): Features {
  const text = line.normalize('NFKC').toLowerCase();
  const features = new Map<string, number>();
  for (const word of text.match(/[a-z0-9+']+/g) ?? []) {
    if (!STOP_WORDS.has(word)) features.set(`word ${stemOf(word)}`, WORD_WEIGHT);
  }
  for (const run of text.match(JAPANESE) ?? []) {
    for (let i = 0; i < run.length - 1; i++) addPair(features, run.slice(i, i + 2));
  }
  const terms = [...lineTerms];
  for (const term of terms) features.set(`term ${term}`, TERM_WEIGHT);
  for (const [index, term] of terms.entries()) {
    for (const other of terms.slice(index + 1)) features.set(`both ${term} ${other}`, TERM_PAIR_WEIGHT);
  }
  return features;
}

function addPair(features: Map<string, number>, pair: string): void {
  features.set(`pair ${pair}`, HIRAGANA.test(pair) ? HIRAGANA_WEIGHT : JAPANESE_WEIGHT);
}

/** Shortens an English word so that its forms count as one. */
function stemOf(word: string): string {
  return word.replace(/(?:ing|ed|es|s)$/, '').slice(0, 7);
}
