import { topicsByCue, type TopicScore } from './cues';
import { featuresOf } from './features';
import { LIVE, type Model, train, weigh } from './training';

/** Weight of the hand-written cues, added to the log-likelihood. */
const CUE_WEIGHT = 0.2;

let trained: Model | null = null;

export interface Classification {
  /** The most likely topic. */
  readonly key: string;
  /** The weight of the strongest cue of any topic. It tells how surely the line is about a topic at all. */
  readonly score: number;
  /** The lead over the next class in log-likelihood, times the share of the line that the training examples know. */
  readonly margin: number;
  /** Whether a question about the current state is more likely than any topic. */
  readonly isLive: boolean;
}

/** Classifies a line with naive Bayes; null if none of its words is known. */
export function classify(line: string): Classification | null {
  const scores = scoresOf(line);
  const best = scores.find(({ key }) => key !== LIVE);
  if (best === undefined) return null;
  const next = scores.find((other) => other !== best);
  const [cued] = topicsByCue(line);
  return {
    key: best.key,
    score: cued?.score ?? 0,
    margin: (best.score - (next?.score ?? 0)) * knownShare(line),
    isLive: scores[0] !== best,
  };
}

/** The most likely topic of a question; null if its score is below `scoreMin`. */
export function topicOfQuestion(question: string, scoreMin: number): string | null {
  const best = classify(question);
  return best !== null && best.score >= scoreMin ? best.key : null;
}

/** The topics, the most likely first; none if no word of the line is known. */
export function topicsByLikelihood(line: string): readonly TopicScore[] {
  return scoresOf(line).filter(({ key }) => key !== LIVE);
}

/**
 * Log-likelihood of the line in each class, plus the class's cues. The prior is the same for all classes: how many
 * examples a topic has does not tell how often people ask about it.
 */
function scoresOf(line: string): readonly TopicScore[] {
  const features = weigh(featuresOf(line), model());
  if (features.length === 0) return [];
  const cues = new Map(topicsByCue(line).map(({ key, score }) => [key, score]));
  return model()
    .classes.map(({ key, logLikelihood }) => ({
      key,
      score: sum(features.map(([stats, weight]) => weight * logLikelihood(stats))) + CUE_WEIGHT * (cues.get(key) ?? 0),
    }))
    .toSorted((a, b) => b.score - a.score);
}

/** Share of the line's features that the examples hold, weighed by their idf: 0 to 1. */
function knownShare(line: string): number {
  const { features, maxIdf } = model();
  const weights = [...featuresOf(line)].map(([feature, weight]) => ({ weight, idf: features.get(feature)?.idf }));
  const all = sum(weights.map(({ weight, idf }) => weight * (idf ?? maxIdf)));
  const known = sum(weights.map(({ weight, idf }) => weight * (idf ?? 0)));
  return all === 0 ? 0 : known / all;
}

/** Trained at the first question and not at the start: it takes about a tenth of a second. */
function model(): Model {
  trained ??= train();
  return trained;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
