import type { Job } from '../../../services/backup/types';
import { AzureError, type LastRead, type Reading, type Vaults } from '../../../services/backup/vaults';
import { otherOf, recheckGoAhead } from '../../../services/watch/recheck';
import { UNREAD, type WatchedJob } from '../../../services/watch/watchedJob';
import { ManualClock } from '../../support/manualClock';
import { aJob, anItem, aReading, at, NOW, tasksOf } from '../../support/samples';

const RUNNING = aJob({ tasks: tasksOf('completed', 'inProgress') });
const ENDED = aJob({ state: 'completed', tasks: tasksOf('completed', 'completed') });
const OTHER = aJob({ id: 'job-2', startedAt: at(-90), tasks: tasksOf('inProgress', 'notStarted') });
const PAST = aJob({ id: 'job-2', startedAt: at(-20 * 3_600), tasks: tasksOf('completed', 'inProgress') });
const NO_ANSWER = new AzureError({ kind: 'unavailable', status: 503 });

function watched(change: Partial<WatchedJob> = {}): WatchedJob {
  const { ref, id, vm } = anItem();
  return {
    ...{ key: 'k', ref, itemId: id, vmName: vm.name, vmResourceGroup: vm.resourceGroup, jobId: RUNNING.id },
    ...{ startedMs: at(-600).getTime(), retainUntilMs: null, askedBy: 'Aiko', awaitsSnapshot: true },
    ...{ ...UNREAD, firstBackup: false, job: RUNNING, readMs: at(-60).getTime() },
    ...change,
  };
}

interface Azure {
  readonly own?: Job;
  readonly others?: readonly Job[];
  /** The list and single reads fail. */
  readonly fails?: readonly ('list' | 'own' | 'others')[];
  readonly listAt?: Date;
  readonly ownAt?: Date;
  readonly watchedOthers?: readonly WatchedJob[];
  readonly speed?: number;
}

/** Single reads of the own job 3 s ago, the list 9 s ago, those of others now. */
function check({ own = RUNNING, others = [], fails = [], ...more }: Azure): ReturnType<typeof recheckGoAhead> {
  const { listAt = at(-9), ownAt = at(-3), watchedOthers = [], speed = 1 } = more;
  const vaults = {
    known: () => null,
    async job(_vault: unknown, id: string): Promise<Reading<Job>> {
      if (fails.includes(id === RUNNING.id ? 'own' : 'others')) throw NO_ANSWER;
      const job = [own, ...others].find((one) => one.id === id)!;
      return aReading(job, id === RUNNING.id ? ownAt : NOW);
    },
    async jobs(): Promise<Reading<readonly Job[]>> {
      if (fails.includes('list')) throw NO_ANSWER;
      return aReading([own, ...others].map((job) => ({ ...job, tasks: null })), listAt); // prettier-ignore
    },
  } as unknown as Vaults;
  const clock = new ManualClock(NOW.toISOString(), speed);
  return recheckGoAhead({ own: watched(), others: watchedOthers }, { vaults, clock });
}

const pending = watched({ key: 'trigger', jobId: null, job: null, startedMs: at(-20).getTime() });

describe('the re-check of a go-ahead', () => {
  it('when the job runs on alone, then it stands, as of the older of the two readings', async () => {
    const readMs = at(-9).getTime();
    expect(await check({})).toEqual({ recheck: { kind: 'stillDone', job: RUNNING, readMs }, running: [] });
  });

  it('when the job has ended and nothing else runs, then it stands', async () => {
    expect(await check({ own: ENDED })).toMatchObject({ recheck: { kind: 'stillDone', job: ENDED } });
  });

  it.each([
    ['runs on', RUNNING],
    ['has ended', ENDED],
  ])('when the job %s and another snapshot of the VM runs, then that is told, and it is followed', async (_, own) => {
    const { recheck, running } = await check({ own, others: [OTHER] });
    const other = { reason: 'snapshotRunning', jobId: 'job-2', sinceMs: at(-600).getTime() };
    expect(recheck).toMatchObject({ kind: 'anotherSnapshot', job: own, other });
    expect(running.map(({ id }) => id)).toEqual(['job-2']);
  });

  it('when another backup is past its snapshot, however old it is, then the go-ahead stands', async () => {
    expect(await check({ others: [PAST] })).toMatchObject({ recheck: { kind: 'stillDone' }, running: [] });
  });

  it('when one of two others is past its snapshot, then the other one is told and followed', async () => {
    const third = { ...OTHER, id: 'job-3' };
    const { recheck, running } = await check({ others: [PAST, third] });
    expect(recheck).toMatchObject({ kind: 'anotherSnapshot', other: { jobId: 'job-3' } });
    expect(running.map(({ id }) => id)).toEqual(['job-3']);
  });

  it.each([
    ['is being cancelled', { ...PAST, state: 'cancelling' as const }, 'cancelling'],
    ['is in a state that we do not know', { ...PAST, state: 'unknown' as const }, 'stateUnknown'],
    ['names no VM', { ...PAST, vmName: '' }, 'stateUnknown'],
    ['has no snapshot task', { ...PAST, tasks: [] }, 'tasksUnknown'],
  ])('when another job %s, then that is told', async (_, other, reason) => {
    expect((await check({ others: [other] })).recheck).toMatchObject({ kind: 'anotherSnapshot', other: { reason } });
  });

  it('when the other one cannot be read by itself, then it is told as one whose tasks are not known', async () => {
    const { recheck, running } = await check({ others: [PAST], fails: ['others'] });
    expect(recheck).toMatchObject({ kind: 'anotherSnapshot', other: { reason: 'tasksUnknown', jobId: 'job-2' } });
    expect(running.map(({ id }) => id)).toEqual(['job-2']);
  });

  it.each([
    ['that Azure has named no job for', pending, 'anotherSnapshot'],
    ['whose job no reading shows', { ...pending, jobId: 'job-9' }, 'anotherSnapshot'],
    ['that is a quarter of an hour old', { ...pending, startedMs: at(-901).getTime() }, 'stillDone'],
  ])('when the VM has another trigger of ours %s, then: %s', async (_, other, kind) => {
    expect((await check({ watchedOthers: [other] })).recheck).toMatchObject({ kind });
  });

  it('when its snapshot runs once more, then that is told', async () => {
    const again = aJob({ tasks: tasksOf('inProgress', 'notStarted') });
    expect((await check({ own: again })).recheck).toMatchObject({ kind: 'anotherSnapshot', job: again });
  });

  it.each(['failed', 'cancelled', 'cancelling'] as const)('when the job is %s, then it is withdrawn', async (state) => {
    expect((await check({ own: aJob({ state }), others: [OTHER] })).recheck).toEqual({ kind: 'withdrawn' });
  });

  it.each([
    ['the list cannot be read', { fails: ['list'] }],
    ['its job cannot be read', { fails: ['own'] }],
    ['nothing can be read', { fails: ['list', 'own'] }],
    ['the list is over 30 s old', { listAt: at(-31) }],
    ['the reading of its job is over 30 s old', { ownAt: at(-31) }],
  ] as const)('when %s, then nothing is claimed', async (_, azure: Azure) => {
    expect((await check(azure)).recheck).toEqual({ kind: 'unread' });
  });

  it('when the clock runs 60 times as fast, then a reading is fresh for two real seconds', async () => {
    const at60 = async (age: number) => (await check({ listAt: at(-age), ownAt: at(-age), speed: 60 })).recheck.kind;
    expect([await at60(119), await at60(121)]).toEqual(['stillDone', 'unread']);
  });
});

describe('what else runs, as far as it was read of late', () => {
  function known(
    others: readonly Job[],
    { details = true, age = 5, watchedOthers = [] as readonly WatchedJob[] } = {},
  ) {
    const list = [ENDED, ...others.map((job) => ({ ...job, tasks: null }))];
    const lastRead: LastRead = {
      jobs: (_vault, _window, newerMs) => (at(-age).getTime() > newerMs ? aReading(list, at(-age)) : null),
      job: (_vault, id) =>
        details
          ? aReading(
              others.find((one) => one.id === id)!,
              at(-age),
            )
          : null,
    };
    const vaults = { known: () => null } as unknown as Vaults;
    const clock = new ManualClock(NOW.toISOString());
    return otherOf({ own: watched(), others: watchedOthers }, { vaults, clock, lastRead });
  }

  it('is told of a snapshot that runs, and of nothing that does not stand against a change', () => {
    expect(known([OTHER])).toMatchObject({ reason: 'snapshotRunning', jobId: 'job-2' });
    expect([known([]), known([PAST])]).toEqual([null, null]);
  });

  it('of a backup that only the list shows, its tasks are not known, but where it was seen past its snapshot', () => {
    expect(known([PAST], { details: false })).toMatchObject({ reason: 'tasksUnknown' });
    const seen = watched({ key: 'b', jobId: 'job-2', job: PAST, raised: ['snapshotDone'] });
    expect(known([PAST], { details: false, watchedOthers: [seen] })).toBeNull();
  });

  it('when nothing was read of late, then nothing is claimed', () => {
    expect(known([OTHER], { age: 31 })).toBeNull();
  });
});
