import { type Belief, beliefAfter, beliefUnfinished } from './belief';
import { type Curves, curvesFor } from './curves';
import { END_HYPOTHESES, SNAPSHOT_HYPOTHESES, WITHOUT_GRID } from './grid';
import { factsOf } from './jobFacts';
import type { SubscriptionState } from './knownState';
import type { LearnedDurations } from './learnedClock';

/** So many reads of running jobs count as evidence, those of the youngest ages. */
const UNFINISHED_MAX = 12;
/** If snapshots follow no grid, ends follow none either, with this probability. */
const ALIKE = 0.7;

interface Beliefs {
  readonly snapshots: Belief;
  readonly ends: Belief;
}

/** The curves of a subscription, from all that reads have shown of Azure's clock. */
export function curvesBy({ jobs, learned = NOTHING }: Pick<SubscriptionState, 'jobs' | 'learned'>): Curves {
  const { snapshots, ends } = beliefsBy(learned);
  return curvesFor(beliefUnfinished(SNAPSHOT_HYPOTHESES, snapshots, unfinishedAges(jobs)), ends);
}

const NOTHING: LearnedDurations = { snapshots: [], ends: [] };
const beliefsOf = new WeakMap<LearnedDurations, Beliefs>();

function beliefsBy(learned: LearnedDurations): Beliefs {
  const known = beliefsOf.get(learned);
  if (known) return known;
  const priors = SNAPSHOT_HYPOTHESES.map(({ prior }) => prior);
  const snapshots = beliefAfter(SNAPSHOT_HYPOTHESES, priors, learned.snapshots);
  const ends = beliefAfter(END_HYPOTHESES, endPriors(snapshots), learned.ends);
  const beliefs = { snapshots, ends };
  beliefsOf.set(learned, beliefs);
  return beliefs;
}

/** One service ends both phases. */
function endPriors(snapshots: Belief): Belief {
  const more = ALIKE * (snapshots[WITHOUT_GRID] ?? 0);
  return END_HYPOTHESES.map(({ prior }, n) => (1 - more) * prior + (n === WITHOUT_GRID ? more : 0));
}

function unfinishedAges(jobs: SubscriptionState['jobs']): readonly number[] {
  const ages: number[] = [];
  for (const { watched, detailMs } of jobs)
    if (factsOf(watched).awaitsSnapshot && detailMs > watched.startedMs)
      ages.push((detailMs - watched.startedMs) / 1000);
  return ages.sort((a, b) => a - b).slice(0, UNFINISHED_MAX);
}
