import * as fc from 'fast-check';

import { explainConsistency, finding, heldIn } from '../../../services/backup/consistency';
import * as any from '../../support/arbitraries';
import { aPoint, aPolicy } from '../../support/samples';

describe('explainConsistency', () => {
  it.each([
    ['AppConsistent', 'Windows', 'application', 'windowsApplication', null],
    ['AppConsistent', 'Linux', 'application', 'linuxApplication', null],
    ['AppConsistent', null, 'application', 'application', null],
    ['FileSystemConsistent', 'Windows', 'fileSystem', 'windowsFileSystem', 'vssWriters'],
    ['FileSystemConsistent', 'Linux', 'fileSystem', 'linuxFileSystem', 'linuxScripts'],
    ['filesystemconsistent', null, 'fileSystem', 'fileSystem', null],
    ['CrashConsistent', 'Windows', 'crash', 'crash', 'startVm'],
    ['QuantumConsistent', 'Windows', 'other', 'other', null],
    ['', null, 'other', 'other', null],
  ] as const)('%s on %s is %s, because of %s', (...row) => {
    const [type, os, consistency, reason, remedy] = row;

    expect(explainConsistency(aPoint({ type, os }), aPolicy())).toEqual({
      consistency,
      reason,
      remedy,
      typeText: type,
    });
  });

  it.each([
    ['the policy is Enhanced', aPolicy({ enhanced: true }), 'crashEnhanced', 'startVm'],
    ['the policy is Standard', aPolicy({ enhanced: false }), 'crash', 'startVm'],
    ['Azure does not say which it is', aPolicy({ enhanced: null }), 'crash', 'startVm'],
    ['the policy is not known', null, 'crash', 'startVm'],
    [
      'the policy is crash-only',
      aPolicy({ enhanced: true, crashConsistentOnly: true }),
      'crashPolicyOnly',
      'policyConsistency',
    ],
  ] as const)('when a point is crash-consistent and %s, then the reason is told accordingly', (...row) => {
    const [, policy, reason, remedy] = row;

    expect(explainConsistency(aPoint({ type: 'CrashConsistent' }), policy)).toMatchObject({ reason, remedy });
  });
});

describe('heldIn', () => {
  it.each([
    ['both', 'InstantRP Valid, HardenedRP Valid'],
    ['both', 'HardenedRP valid, instantrp Valid, ColdRP Valid'],
    ['snapshot', 'InstantRP Valid'],
    ['snapshot', 'InstantRP Valid, HardenedRP Disabled'],
    ['vault', 'InstantRP Deleted, HardenedRP Valid'],
    ['archive', 'HardenedRP Deleted, ArchivedRP Valid'],
    ['archive', 'ArchivedRP Rehydrated'],
    ['none', 'InstantRP Deleted, HardenedRP Invalid'],
    ['unknown', 'InstantRP Valid, HardenedRP Creating'],
    ['unknown', 'ColdRP Valid'],
    ['unknown', ''],
  ])('is %s for %s', (held, text) => {
    const tiers = text
      .split(', ')
      .filter(Boolean)
      .map((tier) => {
        const [type = '', status = ''] = tier.split(' ');
        return { type, status };
      });

    expect(heldIn(aPoint({ tiers }))).toBe(held);
  });
});

it('whatever a point carries, then a finding is made of it', () => {
  const property = fc.property(any.points, fc.option(any.policies), (point, policy) => {
    const { consistency } = finding(point, policy);
    return consistency.typeText === point.type && (consistency.reason !== 'crashEnhanced' || policy?.enhanced === true);
  });

  fc.assert(property, { seed: 2, numRuns: 500 });
});
