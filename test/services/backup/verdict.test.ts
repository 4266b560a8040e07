import type { Job } from '../../../services/backup/types';
import { AzureError, type Reading } from '../../../services/backup/vaults';
import { activeJobsOf, verdictOf } from '../../../services/backup/verdict';
import { aJob, anItem, aReading, aRestore, at, aTask, NOW, tasksOf } from '../../support/samples';

const ITEM = anItem();
const SNAPSHOT_RUNS = aJob({ tasks: tasksOf('inProgress', 'notStarted') });
const SNAPSHOT_DONE = aJob({ tasks: tasksOf('completed', 'inProgress') });

function verdict({
  list = [],
  listAt = at(-5),
  details = [],
  pendingTriggers = [],
}: {
  list?: readonly Job[] | null;
  listAt?: Date;
  details?: readonly Reading<Job>[];
  pendingTriggers?: readonly Date[];
}) {
  const jobs = list && aReading(list, listAt);
  return verdictOf({ item: ITEM, jobs, details, pendingTriggers, now: NOW });
}

describe('verdictOf', () => {
  it('when the fresh list shows no job of the VM, then it is clear as of that reading', () => {
    const others = [aJob({ vmName: 'vm-02' }), aJob({ vmResourceGroup: 'rg-test' }), aJob({ state: 'completed' })];

    expect(verdict({ list: others })).toEqual({
      kind: 'clear',
      reason: 'noneRunning',
      job: null,
      since: null,
      at: at(-5),
    });
  });

  it('when the snapshot runs, then it is wait, since the snapshot began', () => {
    const found = verdict({ list: [aJob()], details: [aReading(SNAPSHOT_RUNS, at(-3))] });

    expect(found).toEqual({ kind: 'wait', reason: 'snapshotRunning', job: SNAPSHOT_RUNS, since: at(-600), at: at(-3) });
  });

  it('when the snapshot is done and the job runs on, then it is clear with that job, as of the older reading', () => {
    const found = verdict({ list: [aJob()], details: [aReading(SNAPSHOT_DONE, at(-3))] });

    expect(found).toMatchObject({ kind: 'clear', reason: 'snapshotDone', job: SNAPSHOT_DONE, at: at(-5) });
  });

  it.each(['notStarted', 'failed', 'cancelling', 'cancelled'] as const)(
    'when the job runs and its snapshot is %s, then it is wait',
    (state) => {
      const job = aJob({ tasks: tasksOf(state, 'notStarted') });

      expect(verdict({ list: [job], details: [aReading(job)] })).toMatchObject({
        kind: 'wait',
        reason: 'snapshotRunning',
      });
    },
  );

  it('when the task is spelled in another way, then it is recognised', () => {
    const job = aJob({ tasks: [aTask({ name: ' TAKE   snapshot', state: 'completed' })] });

    expect(verdict({ list: [job], details: [aReading(job)] }).reason).toBe('snapshotDone');
  });

  it.each([
    ['nothing was read', { list: null }, 'unread'],
    ['the list is 31 s old', { listAt: at(-31) }, 'stale'],
    ['the list is dated a minute ahead', { listAt: at(60) }, 'stale'],
    ['the running job was not read singly', { list: [aJob()] }, 'tasksUnknown'],
    ['its single read shows no tasks', { list: [aJob()], details: [aReading(aJob())] }, 'tasksUnknown'],
    [
      'its tasks hold no snapshot',
      { list: [aJob()], details: [aReading(aJob({ tasks: tasksOf('completed', 'inProgress').slice(1) }))] },
      'tasksUnknown',
    ],
    ['its single read is 31 s old', { list: [aJob()], details: [aReading(SNAPSHOT_DONE, at(-31))] }, 'stale'],
    ['the state of the job is new to us', { list: [aJob({ state: 'unknown' })] }, 'stateUnknown'],
    ['the operation is new to us', { list: [aJob({ operation: 'Teleport' })] }, 'stateUnknown'],
    [
      'the state of the snapshot is new to us',
      { list: [aJob()], details: [aReading(aJob({ tasks: tasksOf('unknown', 'notStarted') }))] },
      'stateUnknown',
    ],
    ['a running job names no VM', { list: [aJob({ vmName: '', vmResourceGroup: null })] }, 'stateUnknown'],
  ] as const)('when %s, then it is unknown', (_, known, reason) => {
    expect(verdict(known)).toMatchObject({ kind: 'unknown', reason });
  });

  it.each([
    ['a backup is being cancelled', { list: [aJob({ state: 'cancelling' })] }, 'cancelling'],
    ['a trigger has no job id yet', { pendingTriggers: [at(-2)] }, 'triggerPending'],
    ['a trigger has no job id yet and nothing was read', { list: null, pendingTriggers: [at(-2)] }, 'triggerPending'],
    ['only the single read shows the job', { details: [aReading(SNAPSHOT_RUNS)] }, 'snapshotRunning'],
    [
      'the list is old, but the single read is fresh',
      { list: [aJob()], listAt: at(-90), details: [aReading(SNAPSHOT_RUNS)] },
      'snapshotRunning',
    ],
  ] as const)('when %s, then it is wait', (_, known, reason) => {
    expect(verdict(known)).toMatchObject({ kind: 'wait', reason });
  });

  describe('while a restore of the VM runs', () => {
    const ROW = aJob({ operation: 'Restore' });

    it.each([
      ['its kind was not read', null, 'unknown', 'restoreUnknown'],
      ['it replaces the disks of the VM', { kind: 'Replace disks' }, 'wait', 'restoring'],
      ['it recovers disks', { kind: 'Recover disks' }, 'clear', 'noneRunning'],
      ['its kind is new to us', { kind: 'Rewind disks' }, 'unknown', 'restoreUnknown'],
    ] as const)('when %s, then it is %s', (...row) => {
      const [, restore, kind, reason] = row;
      const details = [aReading(restore === null ? ROW : aRestore(restore), at(-3))];

      expect(verdict({ list: [ROW], details })).toMatchObject({ kind, reason });
    });

    it('when only the list was read, then it is unknown: its rows do not carry the kind', () => {
      expect(verdict({ list: [ROW] })).toMatchObject({ kind: 'unknown', reason: 'restoreUnknown', job: ROW });
    });

    it('when it is one into the paired region, then it is no reason to wait', () => {
      expect(verdict({ list: [aJob({ operation: 'CrossRegionRestore' })] }).kind).toBe('clear');
    });

    it('when it was read long ago, then its kind holds: that never changes', () => {
      const details = [aReading(aRestore({ kind: 'Recover disks' }), at(-3_600))];

      expect(verdict({ list: [ROW], details }).kind).toBe('clear');
    });

    it('when it is being cancelled, then it is a reason to wait only where it writes to the VM', () => {
      const cancelled = (kind: string): Job => ({ ...aRestore({ kind }), state: 'cancelling' });

      expect(verdict({ list: [cancelled('Recover disks')] }).kind).toBe('clear');
      expect(verdict({ list: [cancelled('Replace disks')] })).toMatchObject({ kind: 'wait', reason: 'restoring' });
    });

    it('when it writes elsewhere and a snapshot runs too, then it is wait for the snapshot', () => {
      const details = [aReading({ ...aRestore({ kind: 'Recover disks' }), id: 'r' }), aReading(SNAPSHOT_RUNS)];

      expect(verdict({ list: [{ ...ROW, id: 'r' }, aJob()], details }).reason).toBe('snapshotRunning');
    });
  });

  it('when two jobs run, then the one to wait for is told', () => {
    const done = { ...SNAPSHOT_DONE, id: 'done' };
    const list = [done, SNAPSHOT_RUNS];

    expect(verdict({ list, details: [aReading(done), aReading(SNAPSHOT_RUNS)] })).toMatchObject({
      reason: 'snapshotRunning',
      job: SNAPSHOT_RUNS,
    });
  });

  it('when protection is being configured or data deleted, then that does not stand against a change', () => {
    const list = ['ConfigureBackup', 'DeleteBackupData', 'Undelete'].map((operation) =>
      aJob({ operation, id: operation }),
    );

    expect(verdict({ list }).kind).toBe('clear');
  });

  describe('when list and single read disagree, then the later decides', () => {
    const ended = aJob({ state: 'failed', tasks: tasksOf('inProgress', 'notStarted') });

    it.each([
      ['ended after the list showed it running', [aJob()], at(-5), aReading(ended, at(-4)), 'clear'],
      ['ended before the list showed it running', [aJob()], at(-5), aReading(ended, at(-6)), 'unknown'],
      ['running after the list showed it ended', [ended], at(-5), aReading(SNAPSHOT_RUNS, at(-4)), 'wait'],
      ['running before the list showed it ended', [ended], at(-5), aReading(SNAPSHOT_RUNS, at(-6)), 'clear'],
      ['running before a list that has no row of it', [], at(-5), aReading(SNAPSHOT_RUNS, at(-6)), 'wait'],
    ] as const)('%s', (...row) => {
      const [, list, listAt, detail, kind] = row;

      expect(verdict({ list, listAt, details: [detail] }).kind).toBe(kind);
    });

    it('of two single reads at one time the one that shows it running counts', () => {
      const details = [aReading(ended, at(-1)), aReading(SNAPSHOT_RUNS, at(-1))];

      expect(verdict({ list: [aJob()], details }).kind).toBe('wait');
      expect(verdict({ details }).kind).toBe('wait');
    });

    it('a backup whose single read tells of another operation is not taken for done', () => {
      const details = [aReading(aJob({ operation: 'Undelete' }))];

      expect(verdict({ list: [aJob()], details }).kind).toBe('unknown');
    });

    it('of several single reads the newest counts', () => {
      const details = [aReading(SNAPSHOT_DONE, at(-1)), aReading(SNAPSHOT_RUNS, at(-9))];

      expect(verdict({ list: [aJob()], details }).reason).toBe('snapshotDone');
    });
  });

  it('when a newer reading was wanted in vain, then one that is young is not fresh', () => {
    const problem = new AzureError({ kind: 'unavailable', status: 503 });
    const known = { item: ITEM, pendingTriggers: [], now: NOW };
    const list = aReading([aJob()], at(-5));
    const detail = aReading(SNAPSHOT_DONE, at(-3));

    expect(verdictOf({ ...known, jobs: { ...aReading([], at(-5)), problem }, details: [] }).reason).toBe('stale');
    expect(verdictOf({ ...known, jobs: { ...list, problem }, details: [detail] }).reason).toBe('stale');
    expect(verdictOf({ ...known, jobs: list, details: [{ ...detail, problem }] }).reason).toBe('stale');
    expect(verdictOf({ ...known, jobs: list, details: [detail] }).reason).toBe('snapshotDone');
  });

  it('when the snapshot began after its job, then it is wait since the snapshot', () => {
    const [snapshot, transfer] = tasksOf('inProgress', 'notStarted');
    const job = aJob({ startedAt: at(-4 * 86_400), tasks: [{ ...snapshot!, startedAt: at(-90) }, transfer!] });

    expect(verdict({ list: [job], details: [aReading(job)] }).since).toEqual(at(-90));
    expect(verdict({ list: [{ ...job, tasks: null }] }).since).toEqual(at(-4 * 86_400));
  });

  it.each([
    ['vault and group', {}],
    ['the vault alone', { vmResourceGroup: null }],
  ])('when a running job names %s and no VM, then it may be of any VM there, and of none elsewhere', (_, change) => {
    const job = aJob({ vmName: '', ...change });

    expect(verdict({ list: [job] })).toMatchObject({ kind: 'unknown', reason: 'stateUnknown' });
    expect(verdict({ details: [aReading(job)] })).toMatchObject({ kind: 'unknown', reason: 'stateUnknown' });
    expect(verdict({ list: [{ ...job, vault: { ...job.vault, name: 'vault-b' } }] }).kind).toBe('clear');
  });

  it('when more backups run than are read singly, then the unread ones keep it unknown', () => {
    const six = Array.from({ length: 6 }, (_, n) => ({ ...SNAPSHOT_DONE, id: `job-${n}` }));
    const details = activeJobsOf(ITEM, six).map((job) => aReading(job));

    expect(details).toHaveLength(5);
    expect(verdict({ list: six.map((job) => ({ ...job, tasks: null })), details })).toMatchObject({
      kind: 'unknown',
      reason: 'tasksUnknown',
    });
    expect(verdict({ list: six.slice(0, 5), details })).toMatchObject({ kind: 'clear', reason: 'snapshotDone' });
  });

  it('when a reading is dated a little ahead, then it counts as taken now', () => {
    expect(verdict({ listAt: at(10) })).toMatchObject({ kind: 'clear', at: NOW });
  });

  it('when another vault has a job of the same id, then it is another job', () => {
    const elsewhere = { ...SNAPSHOT_DONE, vault: { ...SNAPSHOT_DONE.vault, name: 'vault-b' } };

    expect(verdict({ details: [aReading(SNAPSHOT_RUNS, at(-1)), aReading(elsewhere)] }).kind).toBe('wait');
  });
});

describe('activeJobsOf', () => {
  it('names the running backups of the VM, newest first', () => {
    const older = aJob({ id: 'older', startedAt: at(-900) });
    const list = [
      older,
      aJob(),
      aJob({ state: 'completed' }),
      aJob({ operation: 'Restore' }),
      aJob({ vmName: 'vm-02' }),
    ];

    expect(activeJobsOf(ITEM, list)).toEqual([aJob(), aJob({ operation: 'Restore' }), older]);
  });

  it('names no restore whose kind stands in the list already, nor one of another region', () => {
    const known = aRestore({ kind: 'Recover disks' });

    expect(activeJobsOf(ITEM, [known, aJob({ operation: 'CrossRegionRestore' })])).toEqual([]);
  });

  it('when there are more than five, then the newest five', () => {
    expect(
      activeJobsOf(
        ITEM,
        Array.from({ length: 9 }, () => aJob()),
      ),
    ).toHaveLength(5);
  });
});
