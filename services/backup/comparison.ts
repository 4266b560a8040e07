import { explainConsistency, heldIn } from './consistency';
import type { Comparison, ConsistencyFinding } from './findings';
import type { Policy, RecoveryPoint } from './types';

const BEFORE_MAX = 12;
const RANKS: Readonly<Record<ConsistencyFinding['consistency'], number | null>> = {
  application: 3,
  fileSystem: 2,
  crash: 1,
  other: null,
};

/**
 * Compares the consistency of `own` with at most 12 earlier points of the VM. Null if there is no earlier point, if
 * `own` ranks higher than the last one, or if its type has no rank.
 */
export function comparedWithBefore(
  own: RecoveryPoint,
  points: readonly RecoveryPoint[],
  policy: Policy | null,
): Comparison | null {
  const before = points
    .filter((point) => point.at < own.at && heldIn(point) !== 'none')
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, BEFORE_MAX)
    .map((point) => explainConsistency(point, policy));
  const rank = RANKS[explainConsistency(own, policy).consistency];
  const [last] = before;
  if (!last || rank === null) return null;
  if (before.every(({ consistency }) => RANKS[consistency] === rank)) return { kind: 'same', count: before.length };
  return (RANKS[last.consistency] ?? 0) > rank ? { kind: 'lower', was: last } : null;
}
