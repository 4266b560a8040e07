import { MINUTE_MS } from '../../platform/durations';
import type { Piece } from './density';
import type { Hypothesis } from './grid';
import type { Duration } from './learnedClock';
import { max, min } from './math';

/** The probability of each hypothesis, in their order. */
export type Belief = readonly number[];

/** Probability, from one wave of jobs to the next, that Azure's grid has changed its place. */
const CHANGE = 0.01;
/** Events at most this far apart belong to one wave, within which the grid keeps its place. */
export const WAVE_MS = 10 * MINUTE_MS;
/** Azure's times are compared this closely, in seconds. */
const CLOSE_S = 1;
/** No single observation rules a hypothesis out. */
const LIKELIHOOD_MIN = 1e-6;

/**
 * The belief after these exact durations of one phase, oldest first. Bayes' rule, as the forward filter of a hidden
 * Markov model whose state rarely changes: a new place of the grid is believed after one or two durations, and the old
 * one is given up as soon.
 */
export function beliefAfter(hypotheses: readonly Hypothesis[], prior: Belief, durations: readonly Duration[]): Belief {
  let belief = prior;
  let lastMs = -Infinity;
  for (const { s, atMs } of durations) {
    if (atMs - lastMs > WAVE_MS) belief = mayHaveChanged(belief, prior);
    lastMs = atMs;
    belief = weighed(belief, hypotheses, ({ pieces }) =>
      max(LIKELIHOOD_MIN, shareBy(pieces, s + CLOSE_S) - shareBy(pieces, s - CLOSE_S)),
    );
  }
  return belief;
}

/** The belief for a new wave. */
export function mayHaveChanged(belief: Belief, prior: Belief): Belief {
  return belief.map((one, n) => (1 - CHANGE) * one + CHANGE * (prior[n] ?? 0));
}

/**
 * The belief after reads that showed the phase unfinished at these ages. Each job's own read conditions its own curve
 * too, and must not count twice. So `n` such reads count as `n - 1`. They count less, by `share`, if only that share of
 * the finished jobs is remembered: else a few retries among hundreds would look like many.
 */
export function beliefUnfinished(
  hypotheses: readonly Hypothesis[],
  belief: Belief,
  { ages, share }: { readonly ages: readonly number[]; readonly share: number },
): Belief {
  if (ages.length < 2) return belief;
  const power = (share * (ages.length - 1)) / ages.length;
  return weighed(belief, hypotheses, ({ pieces }) =>
    ages.reduce((product, s) => product * max(LIKELIHOOD_MIN, 1 - shareBy(pieces, s)) ** power, 1),
  );
}

function weighed(
  belief: Belief,
  hypotheses: readonly Hypothesis[],
  likelihood: (hypothesis: Hypothesis) => number,
): Belief {
  const products = hypotheses.map((hypothesis, n) => (belief[n] ?? 0) * likelihood(hypothesis));
  const sum = products.reduce((total, one) => total + one, 0);
  return products.map((one) => one / sum);
}

/** Share of the events by `s`. */
function shareBy(pieces: readonly Piece[], s: number): number {
  let share = 0;
  for (const { mass, fromS, toS } of pieces)
    if (s >= toS) share += mass;
    else if (s > fromS) share += (mass * (s - fromS)) / (toS - fromS);
  return min(1, share);
}
