import { LIVE_QUESTIONS, QUESTIONS } from './examples';
import { type Scored, signedTopics, termsIn } from './terms';

/** What a word weighs that no question about a topic holds, against one that a question does. */
const UNSEEN = 0.12;
/** How much a sign counts beside the words. */
const SIGN = 0.2;
const TERM_WEIGHT = 1.5;
/** Two terms together say more than each: a scheduled start, the start of a VM. */
const BOTH_WEIGHT = 0.6;
/** A pair of kana is mostly grammar. */
const KANA_WEIGHT = 0.4;
const JAPANESE_WEIGHT = 0.8;
const JAPANESE = /[\p{sc=Han}\p{sc=Katakana}\p{sc=Hiragana}ー]+/gu;
/** They stand in any question. */
const IDLE: ReadonlySet<string> = new Set(
  ['the', 'a', 'an', 'of', 'to', 'in', 'it', 'my', 'i', 'we', 'is', 'are', 'do', 'does', 'can', 'on', 'for', 'and', 'or', 'be'],
); // prettier-ignore

/** What asks for no topic competes with those that do. */
const LIVE = 'live';
const ASKED: Readonly<Record<string, string>> = { ...QUESTIONS, [LIVE]: LIVE_QUESTIONS };

type Features = ReadonlyMap<string, number>;

/** What was learnt: how rare a feature is, and the logarithm of its share in each topic's questions. */
interface Learnt {
  readonly rarity: ReadonlyMap<string, number>;
  readonly shares: readonly { readonly key: string; readonly share: (feature: string) => number }[];
}

let learnt: Learnt | null = null;

export interface Likely extends Scored {
  /** How far it lies before what comes next, the less of the line is known the less. */
  readonly lead: number;
  /** Whether a list or a state is likelier asked for than any topic. */
  readonly isLive: boolean;
}

/**
 * The topic that the words of `line` speak of most: naive Bayes over its words, pairs of Japanese letters and terms,
 * the rare ones first. `score`: how surely the line is about a topic at all.
 */
export function likeliestTopic(line: string): Likely | null {
  const all = likely(line);
  const best = all.find(({ key }) => key !== LIVE);
  if (best === undefined) return null;
  const next = all.find((other) => other !== best);
  const [signed] = signedTopics(line);
  return {
    key: best.key,
    score: signed?.score ?? 0,
    lead: (best.score - (next?.score ?? 0)) * knownPart(line),
    isLive: all[0] !== best,
  };
}

/** The topics, the likeliest first; none where no word of the line is known. */
export function likelyTopics(line: string): readonly Scored[] {
  return likely(line).filter(({ key }) => key !== LIVE);
}

function likely(line: string): readonly Scored[] {
  learnt ??= learn();
  const { rarity, shares } = learnt;
  const known = weighed(featuresOf(line), rarity);
  if (known.length === 0) return [];
  const signs = new Map(signedTopics(line).map(({ key, score }) => [key, score]));
  return shares
    .map(({ key, share }) => ({
      key,
      score: sum(known.map(([feature, weight]) => weight * share(feature))) + SIGN * (signs.get(key) ?? 0),
    }))
    .toSorted((a, b) => b.score - a.score);
}

/** Which part of what the line says is known from questions, 0 to 1. */
function knownPart(line: string): number {
  learnt ??= learn();
  const { rarity } = learnt;
  const rarest = Math.max(...rarity.values());
  const features = [...featuresOf(line)];
  const all = sum(features.map(([feature, weight]) => weight * (rarity.get(feature) ?? rarest)));
  const known = sum(features.map(([feature, weight]) => weight * (rarity.get(feature) ?? 0)));
  return all === 0 ? 0 : known / all;
}

function learn(): Learnt {
  const questions = Object.entries(ASKED).flatMap(([key, list]) =>
    list.split('|').map((question) => ({ key, features: featuresOf(question) })),
  );
  const seen = new Map<string, number>();
  for (const feature of questions.flatMap(({ features }) => [...features.keys()])) add(seen, feature, 1);
  const rarity = new Map([...seen].map(([feature, times]) => [feature, Math.log((questions.length + 1) / times)]));
  const counts = new Map(Object.keys(ASKED).map((key) => [key, new Map<string, number>()]));
  for (const { key, features } of questions) {
    for (const [feature, weight] of weighed(features, rarity))
      add(counts.get(key) ?? new Map<string, number>(), feature, weight);
  }
  const shares = [...counts].map(([key, count]) => {
    const all = sum([...count.values()]) + UNSEEN * rarity.size;
    return { key, share: (feature: string): number => Math.log(((count.get(feature) ?? 0) + UNSEEN) / all) };
  });
  return { rarity, shares };
}

/** The features that are known, weighed by their rarity; a long line weighs no more than a short one. */
function weighed(features: Features, rarity: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  const known = [...features].flatMap(([feature, weight]): [string, number][] => {
    const rare = rarity.get(feature);
    return rare === undefined ? [] : [[feature, weight * rare]];
  });
  const length = Math.hypot(...known.map(([, weight]) => weight));
  return known.map(([feature, weight]) => [feature, weight / length]);
}

function featuresOf(line: string): Features {
  const text = line.normalize('NFKC').toLowerCase();
  const words = (text.match(/[a-z0-9+']+/g) ?? []).filter((word) => !IDLE.has(word));
  const terms = [...termsIn(line)];
  const pairs = (text.match(JAPANESE) ?? []).flatMap(pairsOf);
  return new Map([
    ...words.map((word): [string, number] => [`word ${stemOf(word)}`, 1]),
    ...pairs.map((pair): [string, number] => [
      `pair ${pair}`,
      /^\p{sc=Hiragana}+$/u.test(pair) ? KANA_WEIGHT : JAPANESE_WEIGHT,
    ]),
    ...terms.map((term): [string, number] => [`term ${term}`, TERM_WEIGHT]),
    ...terms.flatMap((term, index) =>
      terms.slice(index + 1).map((other): [string, number] => [`both ${term} ${other}`, BOTH_WEIGHT]),
    ),
  ]);
}

function pairsOf(text: string): readonly string[] {
  return Array.from({ length: text.length - 1 }, (_, index) => text.slice(index, index + 2));
}

/** Enough of an English word to know its forms as one. */
function stemOf(word: string): string {
  return word.replace(/(?:ing|ed|es|s)$/, '').slice(0, 7);
}

function add(counts: Map<string, number>, feature: string, weight: number): void {
  counts.set(feature, (counts.get(feature) ?? 0) + weight);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
