import * as fc from 'fast-check';

import { ADVICE_CODES, ADVICE_KEYS, adviceFor, adviceOf } from '../../../services/backup/advice';
import { ofType } from '../../support/cardParts';
import { drawView, sampleView } from '../../support/drawSample';
import { aJob } from '../../support/samples';

function error(code: string) {
  return { code, message: '', recommendations: [] };
}

describe('adviceFor', () => {
  it.each([
    ['UserErrorGuestAgentStatusUnavailable', 'fixFirst'],
    ['GuestAgentSnapshotTaskStatusError', 'fixFirst'],
    ['400160', 'fixFirst'],
    ['UserErrorBackupOperationInProgress', 'wait'],
    ['BackUpOperationFailedV2', 'retry'],
    ['ExtensionFailedVssWriterInBadState', 'fixFirst'],
    ['UserErrorVmNotInDesirableState', 'wait'],
    ['UserErrorRequestDisallowedByPolicy', 'fixFirst'],
  ])('when the code is %s, then %s', (code, then) => {
    expect(adviceFor(code)).toMatchObject({ code, then });
  });

  it.each([
    '400136',
    'ResourceNotFound',
    '320001',
    'BCMV2VMNotFound',
    '400094',
    'uservmnotfound',
    ' usererrorvmnotfoundv2 ',
  ])('when a deleted VM is told as %s, then by the row of all of them, where it is known', (code) => {
    expect(adviceFor(code)?.key ?? 'none').toBe(code === 'uservmnotfound' ? 'none' : 'UserErrorVmNotFoundV2');
  });

  it('when the case differs, then the code is told as Azure writes it', () => {
    expect(adviceFor('USERERRORFSFREEZEFAILED')?.code).toBe('UserErrorFsFreezeFailed');
  });

  it('each code has its row and a link to the documentation of Microsoft', () => {
    const all = ADVICE_CODES.map((code) => adviceFor(code)!);

    expect(new Set(ADVICE_CODES.map((code) => code.toLowerCase())).size).toBe(ADVICE_CODES.length);
    expect(all.map(({ code }) => code)).toEqual(ADVICE_CODES);
    expect([...new Set(all.map(({ key }) => key))]).toEqual(ADVICE_KEYS);
    expect(all.filter(({ link }) => !link.startsWith('https://learn.microsoft.com/azure/backup/'))).toEqual([]);
  });

  it('when a code is not documented, then there is no advice, and nothing throws', () => {
    const property = fc.property(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'toString', '')), (code) => {
      return ADVICE_CODES.includes(code) || adviceFor(code) === null;
    });

    fc.assert(property, { seed: 8 });
  });
});

/**
 * What must happen before another attempt can succeed, by the cause that Microsoft's pages give for each code. Only a
 * cause that passes by itself justifies a retry button.
 */
const CAUSES: Readonly<Record<'passes' | 'endsFirst' | 'someoneMends', readonly string[]>> = {
  passes: ['BackUpOperationFailed', 'ExtensionFailedTimeoutVMNetworkUnresponsive'],
  endsFirst: ['UserErrorBackupOperationInProgress', 'UserErrorVmNotInDesirableState'],
  someoneMends: [
    // Causes inside the VM: its agent, extension, network, file systems, VSS, COM+.
    'UserErrorGuestAgentStatusUnavailable',
    'GuestAgentSnapshotTaskStatusError',
    'UserErrorVmProvisioningStateFailed',
    'ExtensionSnapshotFailedNoNetwork',
    'ExtensionOperationFailedForManagedDisks',
    'ExtensionStuckInDeletionState',
    'UserErrorFsFreezeFailed',
    'ExtensionFailedVssWriterInBadState',
    'ExtensionSnapshotFailedCOM',
    // Causes in Azure: a lock, too many points or snapshots, rights, a policy, a disk, a deleted VM or lost protection.
    'UserErrorRpCollectionLimitReached',
    'ExtensionFailedSnapshotLimitReachedError',
    'UserErrorKeyVaultPermissionsNotConfigured',
    'UserErrorRequestDisallowedByPolicy',
    'UserErrorUnsupportedDiskSize',
    'UserErrorCrpReportedUserError',
    'UserErrorVmNotFoundV2',
    'UserErrorBcmDatasourceNotPresent',
  ],
};
const THEN = { passes: 'retry', endsFirst: 'wait', someoneMends: 'fixFirst' } as const;

describe('what to do about a code', () => {
  it.each(['passes', 'endsFirst', 'someoneMends'] as const)('when the cause %s, then the advice says so', (cause) => {
    const advice = ADVICE_CODES.map((code) => adviceFor(code)!).filter(({ key }) => CAUSES[cause].includes(key));

    expect(advice.filter(({ then }) => then !== THEN[cause])).toEqual([]);
    expect(advice.length).toBeGreaterThanOrEqual(CAUSES[cause].length);
  });

  it('every code that there is advice for has its cause here', () => {
    expect(Object.values(CAUSES).flat().sort()).toEqual([...ADVICE_KEYS].sort());
  });

  it('only where the cause passes by itself, the card of a failed job offers to try again', async () => {
    for (const key of ADVICE_KEYS) {
      const advice = adviceFor(key)!;
      const view = sampleView('job', 'job, failed, fix first');
      const { card } = await drawView({ ...view, advice: [advice], mayOperate: true });
      const offers = ofType(card, 'Action.Execute').filter(({ title }) => title === 'Retry');

      expect({ key, offers: offers.length }).toEqual({ key, offers: CAUSES.passes.includes(key) ? 1 : 0 });
    }
  });
});

it('when a job tells one cause twice, then the advice for it is given once, in the order of the errors', () => {
  const errors = [error('Strange'), error('400136'), error('UserErrorFsFreezeFailed'), error('UserErrorVmNotFoundV2')];

  expect(adviceOf(aJob({ state: 'failed', errors })).map(({ code }) => code)).toEqual([
    '400136',
    'UserErrorFsFreezeFailed',
  ]);
});
