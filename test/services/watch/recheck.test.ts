import type { Job } from '../../../services/backup/types';
import { AzureError, type Vaults } from '../../../services/backup/vaults';
import { recheckGoAhead } from '../../../services/watch/recheck';
import type { WatchedJob } from '../../../services/watch/watchedJob';
import { ManualClock } from '../../support/manualClock';
import { aJob, anItem, aReading, at, NOW, tasksOf } from '../../support/samples';

const RUNNING = aJob({ tasks: tasksOf('completed', 'inProgress') });
const ENDED = aJob({ state: 'completed', tasks: tasksOf('completed', 'completed') });
const OTHER = aJob({ id: 'job-2' });

function watched(): WatchedJob {
  const { ref, id, vm } = anItem();
  return {
    ...{ key: 'k', ref, itemId: id, vmName: vm.name, vmResourceGroup: vm.resourceGroup, jobId: RUNNING.id },
    ...{ startedMs: at(-600).getTime(), retainUntilMs: null, askedBy: null, awaitsSnapshot: true, firstBackup: false },
    ...{ job: RUNNING, readMs: at(-60).getTime(), detailMs: 0, missingSinceMs: null, raised: [], endSeenMs: null },
    ...{ consistency: 'waiting', done: false },
  };
}

function recheck(job: Job, others: readonly Job[] = [], problem?: AzureError): ReturnType<typeof recheckGoAhead> {
  const vaults = {
    job: async () => ({ ...aReading(job, at(-3)), ...(problem && { problem }) }),
    jobs: async () => aReading([job, ...others], at(-9)),
  } as unknown as Vaults;
  return recheckGoAhead(watched(), { vaults, clock: new ManualClock(NOW.toISOString()) });
}

describe('the re-check of a go-ahead', () => {
  it('when the job runs on, then it still stands, with the job as it is now and when it was read', async () => {
    expect(await recheck(RUNNING)).toEqual({ kind: 'stillDone', job: RUNNING, readMs: at(-3).getTime() });
  });

  it('when the job has ended and nothing else runs, then it stands as of the older of the two readings', async () => {
    expect(await recheck(ENDED)).toEqual({ kind: 'stillDone', job: ENDED, readMs: at(-9).getTime() });
  });

  it('when its snapshot runs once more, then that is said of this job', async () => {
    const again = aJob({ tasks: tasksOf('inProgress', 'notStarted') });
    expect(await recheck(again)).toEqual({ kind: 'anotherSnapshot', job: again, readMs: at(-3).getTime() });
  });

  it('when the job has ended and another backup runs, then that one is told', async () => {
    expect(await recheck(ENDED, [OTHER])).toEqual({ kind: 'anotherSnapshot', job: OTHER, readMs: at(-9).getTime() });
  });

  it.each(['failed', 'cancelled', 'cancelling'] as const)('when the job is %s, then it is withdrawn', async (state) => {
    expect(await recheck(aJob({ state }))).toEqual({ kind: 'withdrawn' });
  });

  it('when no newer reading could be had, then nothing is claimed', async () => {
    const problem = new AzureError({ kind: 'throttled', own: true, until: null });
    expect(await recheck(RUNNING, [], problem)).toEqual({ kind: 'unread' });
  });
});
