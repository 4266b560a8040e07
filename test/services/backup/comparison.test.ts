import { comparedWithBefore } from '../../../services/backup/comparison';
import type { RecoveryPoint } from '../../../services/backup/types';
import { aPoint, at } from '../../support/samples';

const OWN = aPoint({ id: 'own', at: at(0) });

function before(...types: readonly string[]): readonly RecoveryPoint[] {
  return types.map((type, index) => aPoint({ id: `${index}`, at: at(-86_400 * (index + 1)), type }));
}

it('when all points before it are worth the same, then it says how many, at most twelve', () => {
  const same = before(...Array.from({ length: 20 }, () => 'AppConsistent'));
  expect(comparedWithBefore(OWN, [OWN, ...same], null)).toEqual({ kind: 'same', count: 12 });
});

it('when the last one before it was worth more, then it is lower', () => {
  const own = { ...OWN, type: 'FileSystemConsistent' };
  const found = comparedWithBefore(own, before('AppConsistent', 'CrashConsistent'), null);
  expect(found).toMatchObject({ kind: 'lower', was: { consistency: 'application' } });
});

it('when it is worth more, or cannot be ranked, or nothing is before it, then nothing is said', () => {
  expect(comparedWithBefore(OWN, before('CrashConsistent'), null)).toBeNull();
  expect(comparedWithBefore(OWN, before('QuantumConsistent'), null)).toBeNull();
  expect(comparedWithBefore({ ...OWN, type: 'QuantumConsistent' }, before('AppConsistent'), null)).toBeNull();
  expect(comparedWithBefore(OWN, [OWN, aPoint({ at: at(60) })], null)).toBeNull();
});

it('a point that no tier holds any more is none to compare with', () => {
  const gone = aPoint({ at: at(-10), tiers: [{ type: 'InstantRP', status: 'Deleted' }] });
  expect(comparedWithBefore({ ...OWN, type: 'CrashConsistent' }, [gone], null)).toBeNull();
});
