import type { Job, ProtectedItem, VaultRef } from '../../../../services/backup/types';
import { AzureError, type LastRead, type Reading, type Vaults } from '../../../../services/backup/vaults';
import { obstacleOf, recheckGoAhead } from '../../../../services/monitor/goAhead/recheckGoAhead';
import { newFoundJob, type WatchedJob } from '../../../../services/monitor/track/watchedJob';
import { ManualClock } from '../../../support/manualClock';
import { aJob, aKey, anItem, aReading, aRestore, at, NOW, tasksOf, VAULT } from '../../../support/samples';

const RUNNING = aJob({ tasks: tasksOf('completed', 'inProgress') });
const ENDED = aJob({ state: 'completed', tasks: tasksOf('completed', 'completed') });
const OTHER = aJob({ id: 'job-2', startedAt: at(-90), tasks: tasksOf('inProgress', 'notStarted') });
const PAST = aJob({ id: 'job-2', startedAt: at(-20 * 3_600), tasks: tasksOf('completed', 'inProgress') });
const NO_ANSWER = new AzureError({ kind: 'unavailable', status: 503 });

/** The VM moved to a new vault: its old item still exists in another vault. */
const OLD_VAULT = { ...VAULT, name: 'vault-old' };
const OLD_ITEM = { ...anItem({ vault: OLD_VAULT }), vm: anItem().vm, protectionState: 'ProtectionStopped' };
const MOVED = [anItem(), OLD_ITEM, anItem({ name: 'vm-02', vault: { ...VAULT, name: 'vault-of-others' } })];

const watched = (change: Partial<WatchedJob> = {}): WatchedJob => ({
  ...newFoundJob(anItem(), RUNNING, true),
  ...{ key: aKey('k'), askedBy: 'Aiko', job: RUNNING, readMs: at(-60).getTime() },
  ...change,
});

interface Azure {
  readonly own?: Job;
  readonly others?: readonly Job[];
  /** Reads that fail. */
  readonly fails?: readonly ('list' | 'oldList' | 'own' | 'others')[];
  readonly listAt?: Date;
  readonly ownAt?: Date;
  readonly watchedOthers?: readonly WatchedJob[];
  readonly speed?: number;
  readonly items?: readonly ProtectedItem[];
  readonly error?: AzureError;
  /** When the tasks were read that showed the snapshot done. */
  readonly raisedAt?: Date;
}

/** Vaults whose lists were read, and the maximum age, in ms, that was accepted for each reading of the own job. */
let read: { lists: string[]; ownAges: number[] };
beforeEach(() => {
  read = { lists: [], ownAges: [] };
});

/** By default the own job was read 3 s ago, the lists 9 s ago, other jobs now. */
function check({ own = RUNNING, others = [], fails = [], ...more }: Azure): ReturnType<typeof recheckGoAhead> {
  const { listAt = at(-9), ownAt = at(-3), watchedOthers = [], speed = 1, error = NO_ANSWER, items, raisedAt } = more;
  const vaults = {
    known: () => items && aReading({ items, vaults: [], unread: [] }),
    async job(vault: VaultRef, id: string, { maxAgeMs }: { maxAgeMs: number }): Promise<Reading<Job>> {
      if (id === RUNNING.id) read.ownAges.push(maxAgeMs);
      if (fails.includes(id === RUNNING.id ? 'own' : 'others')) throw error;
      const job = [own, ...others].find((one) => one.id === id && one.vault.name === vault.name)!;
      return aReading(job, id === RUNNING.id ? ownAt : NOW);
    },
    async jobs(vault: VaultRef): Promise<Reading<readonly Job[]>> {
      read.lists.push(vault.name);
      if (fails.includes('list') || (vault.name === OLD_VAULT.name && fails.includes('oldList'))) throw error;
      const rows = [own, ...others].filter((job) => job.vault.name === vault.name);
      return aReading(rows.map((job) => ({ ...job, tasks: null, restore: null })), listAt); // prettier-ignore
    },
  } as unknown as Vaults;
  const clock = new ManualClock(NOW.toISOString(), speed);
  const ours = watched({ ...(raisedAt && { detailMs: raisedAt.getTime() }) });
  return recheckGoAhead({ own: ours, others: watchedOthers }, { vaults, clock });
}

const pending = watched({ key: aKey('trigger'), jobId: null, job: null, startedMs: at(-20).getTime() });

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

  it.each([
    ['runs', tasksOf('inProgress', 'notStarted')],
    ['is in a state that we do not know', tasksOf('unknown', 'notStarted')],
    ['is not there', []],
  ])('when a reading of its own says that its snapshot %s, then that is told of no other', async (_, tasks) => {
    expect((await check({ own: aJob({ tasks }) })).recheck).toEqual({ kind: 'unread' });
  });

  it('then no reading of its job serves that is older than the one that raised it', async () => {
    await check({ raisedAt: at(-4) });
    await check({ raisedAt: at(-600) });
    await check({ raisedAt: at(5) });
    expect(read.ownAges).toEqual([4_000, 20_000, 0]);
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

describe('the re-check of a go-ahead whose VM moved to another vault', () => {
  const OLD = { ...OTHER, vault: OLD_VAULT };

  it('when the old item takes a snapshot, then that is told, and it is followed', async () => {
    const { recheck, running } = await check({ others: [OLD], items: MOVED });
    expect(recheck).toMatchObject({ kind: 'anotherSnapshot', other: { reason: 'snapshotRunning', jobId: 'job-2' } });
    expect(running).toMatchObject([{ id: 'job-2', vault: OLD_VAULT }]);
    expect(read.lists).toEqual(['vault-a', 'vault-old']);
  });

  it('when the old item’s backup is past its snapshot, or nothing of it runs, then the go-ahead stands', async () => {
    const past = { ...PAST, vault: OLD_VAULT };
    for (const others of [[past], []])
      expect(await check({ others, items: MOVED })).toMatchObject({ recheck: { kind: 'stillDone' }, running: [] });
  });

  it('when the old item’s vault cannot be read, then nothing is claimed', async () => {
    expect((await check({ items: MOVED, fails: ['oldList'] })).recheck).toEqual({ kind: 'unread' });
  });

  it('when a trigger of ours to the old item has no job yet, then that is told; when its vault shows it, not', async () => {
    const { ref, id: itemId } = OLD_ITEM;
    const open = { ...pending, ref, itemId };
    const told = await check({ items: MOVED, watchedOthers: [open] });
    expect(told.recheck).toMatchObject({ kind: 'anotherSnapshot', other: { reason: 'triggerPending' } });
    const named = { ...open, jobId: 'job-2' };
    const shown = await check({ items: MOVED, watchedOthers: [named], others: [{ ...PAST, vault: OLD_VAULT }] });
    expect(shown.recheck).toMatchObject({ kind: 'stillDone' });
  });
});

describe('the re-check of a go-ahead beside jobs that are no clear backups', () => {
  const RESTORE = aRestore({ kind: 'Replace disks' }, { id: 'job-2', startedAt: at(-300) });

  it('when a restore onto the VM runs, then that is told, and it is not followed as a backup is', async () => {
    const { recheck, running } = await check({ others: [RESTORE] });
    expect(recheck).toMatchObject({ kind: 'anotherSnapshot', other: { reason: 'restoring' } });
    expect(running).toEqual([]);
  });

  it('when a restore that writes elsewhere runs, then the go-ahead stands, and nothing is followed', async () => {
    const elsewhere = aRestore({ kind: 'Recover disks', location: 'RestoreDisks' }, { id: 'job-2' });
    expect(await check({ others: [elsewhere] })).toMatchObject({ recheck: { kind: 'stillDone' }, running: [] });
  });

  it.each(['job', 'vault', 'subscription'] as const)(
    'when the list shows a backup that runs and its single read says that there is no such %s, then nothing is clear',
    async (what) => {
      const error = new AzureError({ kind: 'notFound', what });
      const { recheck, running } = await check({ others: [OTHER], fails: ['others'], error });
      expect(recheck).toMatchObject({ kind: 'anotherSnapshot', other: { reason: 'tasksUnknown', jobId: 'job-2' } });
      expect(running.map(({ id }) => id)).toEqual(['job-2']);
      expect((await check({ fails: ['own'], error })).recheck).toEqual({ kind: 'unread' });
    },
  );
});

describe('what else runs, as far as it was read of late', () => {
  interface KnownMore {
    readonly details?: boolean;
    readonly age?: number;
    readonly watchedOthers?: readonly WatchedJob[];
    readonly items?: readonly ProtectedItem[];
    /** Vaults whose lists were read. */
    readonly listed?: readonly string[];
  }

  function known(others: readonly Job[], { details = true, age = 5, watchedOthers = [], ...more }: KnownMore = {}) {
    const list = [ENDED, ...others.map((job) => ({ ...job, tasks: null }))];
    const lastRead: LastRead = {
      jobs: ({ name }, _window, newerMs) =>
        at(-age).getTime() > newerMs && (more.listed ?? [name]).includes(name)
          ? aReading(
              list.filter(({ vault }) => vault.name === name),
              at(-age),
            )
          : null,
      job: (_vault, id) =>
        details
          ? aReading(
              others.find((one) => one.id === id)!,
              at(-age),
            )
          : null,
    };
    const vaults = { known: () => more.items && aReading({ items: more.items }) } as unknown as Vaults;
    const clock = new ManualClock(NOW.toISOString());
    return obstacleOf({ own: watched(), others: watchedOthers }, { vaults, clock, lastRead });
  }

  it('is told of a snapshot that runs, and of nothing that does not stand against a change', () => {
    expect(known([OTHER])).toMatchObject({ reason: 'snapshotRunning', jobId: 'job-2' });
    expect([known([]), known([PAST])]).toEqual([null, null]);
  });

  it('of a backup that only the list shows, its tasks are not known, but where it was seen past its snapshot', () => {
    expect(known([PAST], { details: false })).toMatchObject({ reason: 'tasksUnknown' });
    const seen = watched({ key: aKey('b'), jobId: 'job-2', job: PAST, raised: ['snapshotDone'] });
    expect(known([PAST], { details: false, watchedOthers: [seen] })).toBeNull();
  });

  it('is told of the old item of a VM that moved, also where only one of the two vaults was read', () => {
    const old = { ...OTHER, vault: OLD_VAULT };
    expect(known([old], { items: MOVED })).toMatchObject({ reason: 'snapshotRunning', jobId: 'job-2' });
    expect(known([old], { items: MOVED, listed: ['vault-old'] })).toMatchObject({ reason: 'snapshotRunning' });
    const unread = { items: MOVED, listed: ['vault-a'] };
    expect(known([old], unread)).toBeNull();
    expect(known([PAST], { ...unread, details: false })).toMatchObject({ reason: 'tasksUnknown' });
  });

  it('when nothing was read of late, then nothing is claimed', () => {
    expect(known([OTHER], { age: 31 })).toBeNull();
  });
});
