import * as fc from 'fast-check';

import { ADVICE_CODES, ADVICE_KEYS, adviceFor, adviceOf } from '../../../services/backup/advice';
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

it('when a job tells one cause twice, then the advice for it is given once, in the order of the errors', () => {
  const errors = [error('Strange'), error('400136'), error('UserErrorFsFreezeFailed'), error('UserErrorVmNotFoundV2')];

  expect(adviceOf(aJob({ state: 'failed', errors })).map(({ code }) => code)).toEqual([
    '400136',
    'UserErrorFsFreezeFailed',
  ]);
});
