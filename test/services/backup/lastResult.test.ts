import * as fc from 'fast-check';

import { lastResultOf } from '../../../services/backup/lastResult';
import type { Job } from '../../../services/backup/types';
import { aJob, anItem, at } from '../../support/samples';

const HOUR_S = 3_600;
const item = (status: string, seconds: number) => anItem({ lastBackup: { status, at: at(seconds) } });
const job = (state: Job['state'], fromS: number, change: Partial<Job> = {}) =>
  aJob({ state, startedAt: at(fromS), endedAt: at(fromS + 600), durationMs: 600_000, ...change });
const AGENT = { code: 'UserErrorGuestAgentStatusUnavailable', message: 'Agent.', recommendations: [] };

describe('lastResultOf', () => {
  it('when the item lags behind a job that failed since, then it failed, with the error of that job', () => {
    const failed = job('failed', -HOUR_S, { errors: [AGENT] });

    expect(lastResultOf(item('Completed', -48 * HOUR_S), [failed])).toEqual({
      status: 'Failed',
      at: at(-HOUR_S),
      job: failed,
      errors: [AGENT],
    });
  });

  it('when the item tells of a backup that no job shows yet, then the error of the job before it is not its own', () => {
    const failed = job('failed', -24 * HOUR_S, { errors: [AGENT] });

    expect(lastResultOf(item('Completed', -HOUR_S), [failed])).toEqual({
      status: 'Completed',
      at: at(-HOUR_S),
      job: null,
      errors: [],
    });
  });

  it.each([
    ['at its very start', 0],
    ['0.2 s after it', 0.2],
    ['381 s after it, while it ran', 381],
    ['at its end', 600],
  ])('when both tell of one backup, the item %s, then the word of the job counts', (_, seconds) => {
    const warned = job('completedWithWarnings', -HOUR_S);

    expect(lastResultOf(item('Failed', -HOUR_S + seconds), [warned])).toMatchObject({
      status: 'CompletedWithWarnings',
      job: warned,
    });
  });

  it.each([
    ['cancelled', 'Cancelled'],
    ['completedWithWarnings', 'CompletedWithWarnings'],
    ['completed', 'Completed'],
  ] as const)('when the newest job is %s, then that is the result', (state, status) => {
    const jobs = [job('failed', -2 * HOUR_S), job(state, -HOUR_S), job('failed', -3 * HOUR_S)];

    expect(lastResultOf(item('Failed', -3 * HOUR_S), jobs)?.status).toBe(status);
  });

  it('when the newest job runs, is a restore, or is of another VM, then it is no result', () => {
    const jobs = [
      aJob({ startedAt: at(-60) }),
      job('failed', -120, { operation: 'Restore' }),
      job('failed', -180, { vmName: 'vm-02' }),
      job('failed', -240, { startedAt: null }),
    ];

    expect(lastResultOf(item('Completed', -HOUR_S), jobs)?.status).toBe('Completed');
    expect(lastResultOf(anItem({ lastBackup: null }), jobs)).toBeNull();
  });

  it('when the item was never backed up as far as it says, then its job counts', () => {
    expect(lastResultOf(anItem({ lastBackup: null }), [job('failed', -HOUR_S)])?.status).toBe('Failed');
  });

  it('whatever both say, then it is the newest that is known', () => {
    const states = fc.constantFrom<Job['state']>('completed', 'failed', 'cancelled', 'completedWithWarnings');
    const jobs = fc.array(
      fc.tuple(states, fc.integer({ min: -100, max: -1 })).map(([state, hours]) => job(state, hours * HOUR_S)),
      { maxLength: 6 },
    );
    const property = fc.property(jobs, fc.integer({ min: -100, max: -1 }), (all, hours) => {
      const itemMs = at(hours * HOUR_S + 1_800).getTime();
      const found = lastResultOf(anItem({ lastBackup: { status: 'Odd', at: new Date(itemMs) } }), all);
      const newest = Math.max(itemMs, ...all.map(({ startedAt }) => startedAt!.getTime()));
      return found?.at.getTime() === newest && (found.job === null) === (found.status === 'Odd');
    });

    fc.assert(property, { seed: 21, numRuns: 500 });
  });
});
