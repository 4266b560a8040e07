import examplesEn from './examples.en.json';
import examplesJa from './examples.ja.json';
import { type Features, featuresOf } from './features';
import { termsInEach } from './terms';

/** The class of questions about the current state, such as "which jobs failed?", which no topic answers. */
export const LIVE = 'live';

/** Pseudo-count of a feature that no training example of a class has (Lidstone smoothing). */
const SMOOTHING = 0.12;

/** What the naive Bayes classifier knows after training. */
export interface Model {
  readonly features: ReadonlyMap<string, FeatureStats>;
  readonly maxIdf: number;
  readonly classes: readonly { readonly key: string; readonly logLikelihood: (feature: FeatureStats) => number }[];
}

interface FeatureStats {
  /** How many examples have the feature. */
  examples: number;
  /** Inverse document frequency: the logarithm of how rare the feature is among the examples. */
  idf: number;
  /** The sum of the feature's weights in the examples of each class. */
  readonly weights: number[];
}

/** A known feature of one line and its weight in that line. */
type Weighed = [feature: FeatureStats, weight: number];

/** Trains on the example questions of each topic and of `LIVE`, in both languages. */
export function train(): Model {
  const keys = Object.keys(examplesEn);
  const examples = [...Object.entries(examplesEn), ...Object.entries(examplesJa)].flatMap(([key, lines]) =>
    lines.map((line) => ({ classIndex: keys.indexOf(key), line })),
  );
  const features = new Map<string, FeatureStats>();
  const terms = termsInEach(examples.map(({ line }) => line));
  const counted = examples.map(({ line }, i) => count(featuresOf(line, terms[i]), features, keys.length));
  for (const stats of features.values()) stats.idf = Math.log((examples.length + 1) / stats.examples);
  const totals = keys.map(() => SMOOTHING * features.size);
  for (const [i, { classIndex }] of examples.entries()) {
    for (const [{ weights }, weight] of normalized(counted[i] ?? [])) {
      weights[classIndex] = (weights[classIndex] ?? 0) + weight;
      totals[classIndex] = (totals[classIndex] ?? 0) + weight;
    }
  }
  return {
    features,
    maxIdf: Math.max(...[...features.values()].map(({ idf }) => idf)),
    classes: totals.map((total, index) => ({
      key: keys[index] ?? '',
      logLikelihood: ({ weights }) => Math.log(((weights[index] ?? 0) + SMOOTHING) / total),
    })),
  };
}

/** The known features of a line, weighed by idf. */
export function weigh(features: Features, model: Model): readonly Weighed[] {
  const known: Weighed[] = [];
  for (const [feature, weight] of features) {
    const stats = model.features.get(feature);
    if (stats) known.push([stats, weight]);
  }
  return normalized(known);
}

function count(features: Features, all: Map<string, FeatureStats>, classes: number): Weighed[] {
  const counted: Weighed[] = [];
  for (const [feature, weight] of features) {
    let stats = all.get(feature);
    if (!stats) all.set(feature, (stats = { examples: 0, idf: 0, weights: new Array<number>(classes).fill(0) }));
    stats.examples += 1;
    counted.push([stats, weight]);
  }
  return counted;
}

/** Multiplies each weight by the idf and scales all to length 1: a long line weighs no more than a short one. */
function normalized(features: Weighed[]): readonly Weighed[] {
  let squares = 0;
  for (const feature of features) {
    feature[1] *= feature[0].idf;
    squares += feature[1] ** 2;
  }
  const length = Math.sqrt(squares);
  for (const feature of features) feature[1] /= length;
  return features;
}
