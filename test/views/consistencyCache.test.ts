import { explainConsistency } from '../../services/backup/consistency';
import type { ProtectedItem, RecoveryPoint } from '../../services/backup/types';
import { ConsistencyCache } from '../../views/consistencyCache';
import { ManualClock } from '../support/manualClock';
import { anItem } from '../support/samples';

const HOUR_MS = 3_600_000;
const clock = new ManualClock();
const at = (hours: number): Date => new Date(Date.parse('2026-11-22T17:00:00Z') + hours * HOUR_MS);

const POINT: RecoveryPoint = { id: '1', at: at(-2), type: 'AppConsistent', os: 'Windows', tiers: [], expiresAt: null };

function lastBackedUp(hours: number, status = 'Completed'): ProtectedItem {
  return { ...anItem(), lastBackup: { status, at: at(hours) } };
}

function seenAt(hours: number): ConsistencyCache {
  const seen = new ConsistencyCache(clock);
  seen.remember(anItem(), POINT, { finding: explainConsistency(POINT, null), at: at(hours) });
  return seen;
}

it.each([
  ['began before the point was taken', lastBackedUp(-2.5), true],
  ['began at that very moment', lastBackedUp(-2), true],
  ['completed with warnings', lastBackedUp(-2.5, 'CompletedWithWarnings'), true],
  ['began after it: that one has a point of its own', lastBackedUp(-1), false],
  ['failed: it made none', lastBackedUp(-2.5, 'Failed'), false],
  ['is not known', { ...anItem(), lastBackup: null }, false],
])('when the last backup %s, then the consistency that was read is that of the VM: or not', (_what, item, shown) => {
  expect(seenAt(0).of(item)?.finding.consistency ?? null).toBe(shown ? 'application' : null);
});

it('when it was read more than 24 hours ago, or never, then it is not shown', () => {
  expect(seenAt(-24).of(lastBackedUp(-2.5))).not.toBeNull();
  expect(seenAt(-24.01).of(lastBackedUp(-2.5))).toBeNull();
  expect(new ConsistencyCache(clock).of(lastBackedUp(-2.5))).toBeNull();
});
