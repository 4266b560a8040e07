import examplesEn from './examples.en.json';
import examplesJa from './examples.ja.json';
import { type Features, featuresOf } from './features';
import { termsInEach } from './terms';

/** The class of questions about the current state, such as "which jobs failed?": no topic answers them. */
export const LIVE = 'live';

/** Pseudo-count of a feature that no training example of a class has (Lidstone smoothing). */
const SMOOTHING = 0.12;

/** What the naive Bayes classifier knows after training. */
export interface Model {
  /** Inverse document frequency: the logarithm of how rare a feature is among the examples. */
  readonly idf: ReadonlyMap<string, number>;
  readonly maxIdf: number;
  readonly classes: readonly TopicClass[];
}

interface TopicClass {
  readonly key: string;
  readonly logLikelihood: (feature: string) => number;
}

/** Trains on the example questions of each topic and of `LIVE`, in both languages. */
export function train(): Model {
  const examples = [...Object.entries(examplesEn), ...Object.entries(examplesJa)].flatMap(([key, lines]) =>
    lines.map((line) => ({ key, line })),
  );
  const terms = termsInEach(examples.map(({ line }) => line));
  const documents = examples.map(({ key, line }, i) => ({ key, features: featuresOf(line, terms[i]) }));
  const idf = idfOf(documents.map(({ features }) => features));
  const counts = new Map(Object.keys(examplesEn).map((key) => [key, new Map<string, number>()]));
  for (const { key, features } of documents) {
    const count = counts.get(key);
    if (count) for (const [feature, weight] of weighByIdf(features, idf)) add(count, feature, weight);
  }
  const classes = [...counts].map(([key, count]) => ({ key, logLikelihood: logLikelihoodOf(count, idf.size) }));
  return { idf, maxIdf: Math.max(...idf.values()), classes };
}

/** The known features, weighed by their idf and scaled to length 1, so that a long line weighs no more than a short one. */
export function weighByIdf(
  features: Features,
  idf: ReadonlyMap<string, number>,
): readonly (readonly [string, number])[] {
  const known: [string, number][] = [];
  let squares = 0;
  for (const [feature, weight] of features) {
    const rarity = idf.get(feature);
    if (rarity === undefined) continue;
    known.push([feature, weight * rarity]);
    squares += (weight * rarity) ** 2;
  }
  const length = Math.sqrt(squares);
  return known.map(([feature, weight]) => [feature, weight / length]);
}

function idfOf(documents: readonly Features[]): ReadonlyMap<string, number> {
  const frequency = new Map<string, number>();
  for (const features of documents) for (const feature of features.keys()) add(frequency, feature, 1);
  return new Map([...frequency].map(([feature, times]) => [feature, Math.log((documents.length + 1) / times)]));
}

function logLikelihoodOf(count: ReadonlyMap<string, number>, features: number): (feature: string) => number {
  const total = [...count.values()].reduce((sum, weight) => sum + weight, 0) + SMOOTHING * features;
  return (feature) => Math.log(((count.get(feature) ?? 0) + SMOOTHING) / total);
}

function add(counts: Map<string, number>, feature: string, weight: number): void {
  counts.set(feature, (counts.get(feature) ?? 0) + weight);
}
