import { matchRows } from '../../../../services/monitor/track/matchJobs';
import type { WatchedJob } from '../../../../services/monitor/track/watchedJob';
import { watchedRun } from '../../../../simulation/trueRuns';
import { aJob, anItem, at, VAULT } from '../../../support/samples';

const run = watchedRun({ id: 'x', vault: VAULT, startMs: at(0).getTime(), snapshotEndMs: 0, endMs: 0 });
/** Sent at second 0; Azure has named no job. */
const TRIGGER: WatchedJob = { ...run, ref: anItem().ref, vmName: 'vm-01', jobId: null };

/** Whether a list read at second `readAt` matches the trigger with a job that started at second `startedAt`. */
function matches(readAt: number, startedAt: number): boolean {
  const job = aJob({ startedAt: at(startedAt) });
  return matchRows([TRIGGER], [job], { readMs: at(readAt).getTime(), taken: new Set() }).get(TRIGGER) === job;
}

describe('the job of a trigger that Azure has not named one for', () => {
  it('is not guessed while the command itself may still be told its name', () => {
    expect([matches(13, 0), matches(29, 0), matches(30, 0)]).toEqual([false, false, true]);
  });

  it('may have begun before the trigger by Azure’s clock, which is behind ours, by two minutes and no more', () => {
    expect([matches(60, -120), matches(60, -121)]).toEqual([true, false]);
  });

  it('began within a quarter of an hour', () => {
    expect([matches(1_000, 900), matches(1_000, 901)]).toEqual([true, false]);
  });
});
