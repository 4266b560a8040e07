import type { Piece } from './density';
import type { Hypothesis } from './grid';
import { max, min } from './math';

/** The probability of each hypothesis, in their order. */
export type Belief = readonly number[];

/** Probability, from one duration to the next, that Azure's grid has changed its place. */
const CHANGE = 0.01;
/** Azure's times are compared this closely, in seconds. */
const CLOSE_S = 1;
/** No single observation rules a hypothesis out. */
const LIKELIHOOD_MIN = 1e-6;

/**
 * The belief after these exact durations of one phase, oldest first, in seconds. Bayes' rule, as the forward filter of
 * a hidden Markov model whose state rarely changes: a new place of the grid is believed after one or two durations, and
 * the old one is given up as soon.
 */
export function beliefAfter(hypotheses: readonly Hypothesis[], prior: Belief, durations: readonly number[]): Belief {
  const mayHaveChanged = (belief: Belief): Belief =>
    belief.map((one, n) => (1 - CHANGE) * one + CHANGE * (prior[n] ?? 0));
  let belief = prior;
  for (const s of durations)
    belief = weighed(mayHaveChanged(belief), hypotheses, ({ pieces }) =>
      max(LIKELIHOOD_MIN, shareBy(pieces, s + CLOSE_S) - shareBy(pieces, s - CLOSE_S)),
    );
  return mayHaveChanged(belief);
}

/**
 * The belief after reads that showed the phase unfinished at these ages. Each job's own read conditions its own curve
 * too, and must not count twice. So `n` such reads count as `n - 1`.
 */
export function beliefUnfinished(hypotheses: readonly Hypothesis[], belief: Belief, ages: readonly number[]): Belief {
  if (ages.length < 2) return belief;
  const power = (ages.length - 1) / ages.length;
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
