import { type Belief, beliefAfter, beliefUnfinished, mayHaveChanged, WAVE_MS } from './belief';
import { type Curves, curvesFor } from './curves';
import { END_HYPOTHESES, SNAPSHOT_HYPOTHESES, WITHOUT_GRID } from './grid';
import { factsOf } from './jobFacts';
import type { SubscriptionState } from './knownState';
import { type LearnedDurations, NOTHING_LEARNED, REMEMBERED } from './learnedClock';
import { max, min } from './math';

/** So many reads of running jobs count as evidence, those of the youngest ages. */
const UNFINISHED_MAX = 12;
/** If snapshots follow no grid, ends follow none either, with this probability. */
const ALIKE = 0.7;

const SNAPSHOT_PRIORS = SNAPSHOT_HYPOTHESES.map(({ prior }) => prior);

interface Beliefs {
  readonly snapshots: Belief;
  readonly ends: Belief;
}

/** The curves of a subscription, from all that reads have shown of Azure's clock. */
export function curvesBy({ jobs, learned = NOTHING_LEARNED }: Pick<SubscriptionState, 'jobs' | 'learned'>): Curves {
  const { snapshots, ends } = beliefsBy(learned);
  const { ages, startMs, finished } = waveOf(jobs);
  const isNew = (learned.snapshots.at(-1)?.atMs ?? 0) < startMs;
  const before = isNew ? mayHaveChanged(snapshots, SNAPSHOT_PRIORS) : snapshots;
  const unfinished = { ages, share: min(1, REMEMBERED / max(1, finished)) };
  return curvesFor(beliefUnfinished(SNAPSHOT_HYPOTHESES, before, unfinished), ends);
}

const beliefsOf = new WeakMap<LearnedDurations, Beliefs>();

function beliefsBy(learned: LearnedDurations): Beliefs {
  const known = beliefsOf.get(learned);
  if (known) return known;
  const snapshots = beliefAfter(SNAPSHOT_HYPOTHESES, SNAPSHOT_PRIORS, learned.snapshots);
  const priors = endPriors(snapshots);
  const ends = mayHaveChanged(beliefAfter(END_HYPOTHESES, priors, learned.ends), priors);
  const beliefs = { snapshots, ends };
  beliefsOf.set(learned, beliefs);
  return beliefs;
}

/** One service ends both phases: if snapshots keep to a grid, it is rare that ends do not. */
function endPriors(snapshots: Belief): Belief {
  const before = SNAPSHOT_HYPOTHESES[WITHOUT_GRID]?.prior ?? 0;
  const without = snapshots[WITHOUT_GRID] ?? 0;
  const ends = ALIKE * without + ((1 - ALIKE) * before * (1 - without)) / (1 - before);
  return END_HYPOTHESES.map(({ prior }, n) => (n === WITHOUT_GRID ? ends : (prior * (1 - ends)) / (1 - before)));
}

interface Wave {
  /** The youngest ages, in seconds, at which a read showed an awaited snapshot unfinished. */
  readonly ages: readonly number[];
  /** The latest start of these jobs; Infinity if there is none. */
  readonly startMs: number;
  /** How many snapshots of their wave have finished. */
  readonly finished: number;
}

function waveOf(jobs: SubscriptionState['jobs']): Wave {
  const awaited = jobs.filter(({ watched }) => watched.awaitsSnapshot);
  const read = awaited
    .filter(({ watched, detailMs }) => factsOf(watched).awaitsSnapshot && detailMs > watched.startedMs)
    .map(({ watched: { startedMs }, detailMs }) => ({ startedMs, ageS: (detailMs - startedMs) / 1000 }))
    .sort((a, b) => a.ageS - b.ageS)
    .slice(0, UNFINISHED_MAX);
  const startMs = read.length === 0 ? Infinity : max(...read.map(({ startedMs }) => startedMs));
  const finished = awaited.filter(
    ({ watched }) => watched.startedMs >= startMs - WAVE_MS && watched.raised.includes('snapshotDone'),
  ).length;
  return { ages: read.map(({ ageS }) => ageS), startMs, finished };
}
