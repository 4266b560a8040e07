import { BoundedMap } from '../../platform/boundedMap';
import type { Belief } from './belief';
import { convolve, type CumulativeDistribution, type Density, densityOf, distributionOf } from './density';
import { CANCELLED, END_HYPOTHESES, type Hypothesis, SNAPSHOT_HYPOTHESES, WITHOUT_GRID } from './grid';
import { max, round } from './math';

/** When the events of backup jobs are expected in one subscription. */
export interface Curves {
  /** The probability that snapshots end at any time, not on a grid. */
  readonly scattered: number;
  /** Time from the job's start to the end of the snapshot. */
  readonly snapshot: CumulativeDistribution;
  /** Time to the end of the job: from `CANCELLING`, `STARTED` or `SNAPSHOT_TAKEN`. */
  readonly ends: readonly (() => CumulativeDistribution)[];
}

/** Origins of the curves of the end, as their index in `ends`. */
export const ENDS_AFTER = {
  /** The first reading that shows Azure cancelling the job. */
  cancelling: 0,
  /** The job's start, if no reading has shown its snapshot done. */
  start: 1,
  /** The snapshot's own end. */
  snapshot: 2,
} as const;

/** Beliefs are rounded to this many parts, so that few curves serve many subscriptions and plans. */
const PARTS = 50;
/** Curves in memory, of 200 KB each. */
const KEPT_MAX = 40;
const kept = new BoundedMap<string, Curves>(KEPT_MAX);

/** The mixture of the hypotheses' curves, by their probability. */
export function curvesFor(snapshots: Belief, ends: Belief): Curves {
  const rounded = [snapshots, ends].map((belief) => belief.map((share) => round(share * PARTS)));
  const key = rounded.join(';');
  const known = kept.get(key);
  if (known) return known;
  const [snapshotParts = [], endParts = []] = rounded;
  const curves = {
    scattered: (snapshotParts[WITHOUT_GRID] ?? 0) / PARTS,
    ...made(
      mixture(SNAPSHOT_HYPOTHESES, snapshotParts),
      lazily(() => mixture(END_HYPOTHESES, endParts)),
    ),
  };
  kept.set(key, curves);
  return curves;
}

function made(snapshot: Density, end: () => Density): Pick<Curves, 'snapshot' | 'ends'> {
  return {
    snapshot: distributionOf(snapshot),
    ends: [
      lazily(() => distributionOf(densityOf(CANCELLED))),
      lazily(() => distributionOf(convolve(snapshot, end()))),
      lazily(() => distributionOf(end())),
    ],
  };
}

/** What the rounding drops goes to all hypotheses by their prior. */
function mixture(hypotheses: readonly Hypothesis[], parts: readonly number[]): Density {
  const all = max(
    PARTS,
    parts.reduce((sum, one) => sum + one, 0),
  );
  const rest = 1 - parts.reduce((sum, one) => sum + one, 0) / all;
  return densityOf(
    hypotheses.flatMap(({ prior, pieces }, n) => {
      const share = (parts[n] ?? 0) / all + rest * prior;
      return pieces.map(({ mass, fromS, toS }) => ({ mass: mass * share, fromS, toS }));
    }),
  );
}

function lazily<T>(make: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= make());
}
