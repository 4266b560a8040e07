import type { JobsView } from '../../protocol/jobViews';
import type { Job, ProtectedItem } from '../../services/backup/types';
import { AzureError } from '../../services/backup/vaults';
import type { Ask } from '../../services/conversations/ask';
import { ITEMS, viewOf } from '../support/commandBot';
import { GONE, JobListHarness, type Who } from '../support/jobListHarness';
import { aJob, anItem, aRestore, at, tasksOf } from '../support/samples';

const DAY_S = 86_400;
const OUTAGE = new AzureError({ kind: 'unavailable', status: 503 });
const DONE = tasksOf('completed', 'inProgress');

let bot: JobListHarness;
beforeEach(() => {
  bot = new JobListHarness();
});

const old = (id: string, change: Partial<Job> = {}): Job => aJob({ id, startedAt: at(-4 * DAY_S), ...change });
const jobs = async (change: object = {}, who: Who = {}): Promise<JobsView> =>
  viewOf(await bot.run({ kind: 'jobs', filter: 'running', ...change }, who)) as JobsView;

describe('a job that began days ago, which the list may show as running after its end', () => {
  it('when it runs, then `safe` and `status` rest on its own read', async () => {
    bot.rows = [old('o', { tasks: tasksOf('inProgress', 'notStarted') })];
    expect((await bot.safe()).verdict).toMatchObject({ kind: 'wait', reason: 'snapshotRunning' });
    bot.alone.set('o', old('o', { tasks: DONE }));
    expect((await bot.safe()).verdict).toMatchObject({ kind: 'clear', reason: 'snapshotDone', job: { id: 'o' } });
    expect((await bot.status()).running).toMatchObject({ id: 'o', tasks: DONE });
  });

  it('when its own read shows that it ended, then no command says that it runs', async () => {
    bot.rows = [old('o')];
    bot.alone.set('o', old('o', { state: 'completed' }));
    expect((await bot.safe()).verdict).toMatchObject({ kind: 'clear', reason: 'noneRunning', job: null });
    expect((await bot.safe()).problem).toBeUndefined();
    expect((await bot.status()).running).toBeNull();
    expect((await jobs()).jobs).toEqual([]);
    expect((await jobs({ vm: 'vm-01' })).jobs).toEqual([]);
    const refused = viewOf(await bot.run({ kind: 'cancel', target: { vm: 'vm-01' } }));
    expect(refused).toMatchObject({ kind: 'message', key: 'cannotCancel.noneRunning' });
    const started = viewOf(await bot.run({ kind: 'backupNow', vms: ['vm-01'] }));
    expect([started.kind, bot.triggered]).toEqual(['started', 1]);
  });

  it.each([
    ['fails', OUTAGE],
    ['says that Azure does not know it, which it says at random', GONE],
    ['says that there is no such vault', new AzureError({ kind: 'notFound', what: 'vault' })],
  ])('when its own read %s, then it is unknown what runs, and no backup is started', async (_what, problem) => {
    bot.rows = [old('o')];
    bot.alone.set('o', problem);
    expect(await bot.safe()).toMatchObject({ verdict: { kind: 'unknown' }, problem });
    expect((await bot.status()).running).toMatchObject({ id: 'o' });
    expect(await jobs()).toMatchObject({ jobs: [{ id: 'o' }], problem, unsure: 1 });
    const view = viewOf(await bot.run({ kind: 'backupNow', vms: ['vm-01'] }));
    expect([view.kind, bot.triggered]).toEqual(['message', 0]);
  });

  it('when it is a restore that has ended, then nothing runs; when it runs, then it is one to wait for', async () => {
    bot.rows = [old('r', { operation: 'Restore' })];
    expect((await bot.safe()).verdict).toMatchObject({ kind: 'unknown', reason: 'restoreUnknown' });
    bot.alone.set('r', old('r', { operation: 'Restore', restore: aRestore({ kind: 'Replace disks' }).restore }));
    expect((await bot.safe()).verdict).toMatchObject({ kind: 'wait', reason: 'restoring' });
    bot.alone.set('r', old('r', { operation: 'Restore', state: 'completed' }));
    expect((await bot.safe()).verdict.reason).toBe('noneRunning');
    expect((await bot.status()).running).toBeNull();
  });

  it.each([
    ['names no VM', { vmName: '', vmResourceGroup: null }],
    ['names no VM, but a resource group', { vmName: '' }],
    ['does something that is new to us', { operation: 'Rearrange' }],
    ['is in a state that is new to us', { state: 'unknown' as const }],
  ])('when it %s, then the verdict is unknown', async (_what, change) => {
    bot.rows = [old('o', change)];
    expect((await bot.safe()).verdict).toMatchObject({ kind: 'unknown', reason: 'stateUnknown' });
  });

  it('when there are more than are read for one answer, then five are, and the list says how many are not', async () => {
    bot.rows = Array.from({ length: 8 }, (_, n) => old(`o${n}`));
    for (const n of [0, 1]) bot.alone.set(`o${n}`, old(`o${n}`, { state: 'failed' }));
    const view = await jobs();
    expect([view.jobs.length, view.unsure, bot.read.length]).toEqual([6, 3, 5]);
    expect((await jobs({ filter: 'all' })).jobs).toHaveLength(8);
  });

  it('when it began today, then the list has it as it is, and no read is spent on it', async () => {
    bot.rows = [aJob()];
    expect(await jobs()).toMatchObject({ jobs: [{ id: aJob().id }] });
    expect(bot.read).toEqual([]);
  });
});

describe('several backups of one VM at once', () => {
  it.each([
    ['the older', 'new', 'older'],
    ['the newer', 'older', 'new'],
  ])('when %s one’s snapshot runs, then the verdict is wait for it', async (_which, done, running) => {
    bot.rows = [aJob({ id: 'new' }), old('older')];
    bot.alone.set(done, aJob({ id: done, tasks: DONE }));
    bot.alone.set(running, aJob({ id: running, tasks: tasksOf('inProgress', 'notStarted') }));
    expect((await bot.safe()).verdict).toMatchObject({ kind: 'wait', job: { id: running } });
  });

  it('when six run and five were read, then the verdict is unknown, however far the five are', async () => {
    bot.rows = Array.from({ length: 6 }, (_, n) => aJob({ id: `j${n}`, tasks: DONE }));
    expect((await bot.safe()).verdict).toMatchObject({ kind: 'unknown', reason: 'tasksUnknown' });
    bot.rows.pop();
    expect((await bot.safe()).verdict).toMatchObject({ kind: 'clear', reason: 'snapshotDone' });
  });
});

it('when it is not known which older jobs run, then the verdict is unknown, and lists say why', async () => {
  bot.listProblem = OUTAGE;
  expect(await bot.safe()).toMatchObject({ verdict: { kind: 'unknown', reason: 'stale' }, problem: OUTAGE });
  expect(await jobs()).toMatchObject({ jobs: [], problem: OUTAGE });
});

it('when one trigger has no job yet, then the verdict is wait', async () => {
  bot.unseen = [at(-20)];
  expect((await bot.safe()).verdict).toMatchObject({ kind: 'wait', reason: 'triggerPending', since: at(-20) });
});

describe('whose job it is', () => {
  it('when a VM of that name in another resource group may be seen only, then its namesake’s jobs are not listed', async () => {
    bot.rows = [
      aJob({ id: 'mine', vmName: 'web', vmResourceGroup: 'rg-prod' }),
      aJob({ id: 'other', vmName: 'web', vmResourceGroup: 'rg-test' }),
    ];
    // Under test: which items are visible.
    const may: Ask['grant']['may'] = (_role, item) => (item as ProtectedItem).vm.resourceGroup === 'rg-prod';
    expect((await jobs({ filter: 'all' }, { role: 'viewer', may })).jobs.map(({ id }) => id)).toEqual(['mine']);
  });

  it.each([
    ['viewer', false],
    ['operator', false],
    ['admin', true],
  ] as const)('when a %s asks for the job of a VM that is protected no more, then found: %s', async (role, found) => {
    bot.rows = [aJob({ id: 'left', vmName: 'vm-99' })];
    const answer = bot.run({ kind: 'job', id: 'left' }, { role });
    if (found) expect(viewOf(await answer)).toMatchObject({ kind: 'job', job: { id: 'left' }, item: null });
    else await expect(answer).rejects.toMatchObject({ problem: { kind: 'notFound', what: 'job' } });
  });

  it.each(['viewer', 'operator'] as const)('when a %s may not see its VM, then the job is not found', async (role) => {
    bot.rows = [aJob({ id: 'hidden' })];
    const who: Who = { role, may: (_role, { vm }) => vm.name !== 'vm-01' };
    await expect(bot.run({ kind: 'job', id: 'hidden' }, who)).rejects.toMatchObject({ problem: { kind: 'notFound' } });
  });
});

it('when the vault of a job id is looked for, then jobs of days ago are found by the lists', async () => {
  bot.rows = [old('o', { vmName: 'vm-02', vault: ITEMS[1]!.ref.vault })];
  expect(viewOf(await bot.run({ kind: 'job', id: 'o' }))).toMatchObject({ kind: 'job', job: { id: 'o' } });
  expect(bot.read).toEqual(['o']);
});

describe('the card of a job past its snapshot', () => {
  const card = async (): Promise<object> => viewOf(await bot.run({ kind: 'job', id: 'a' }));
  beforeEach(() => {
    bot.rows = [aJob({ id: 'a', tasks: DONE })];
  });

  it('when nothing else runs, then changes are free', async () => {
    expect(await card()).toMatchObject({ stale: false, otherRuns: false });
  });

  it('when another backup’s snapshot runs, then it says so', async () => {
    bot.rows.push(old('b', { tasks: tasksOf('inProgress', 'notStarted') }));
    expect(await card()).toMatchObject({ otherRuns: true });
  });

  it.each([
    ['runs', tasksOf('inProgress', 'notStarted'), true],
    ['is done', DONE, false],
  ])('when the VM moved and the snapshot of its old item %s, then it says so', async (_what, tasks, otherRuns) => {
    const vault = { ...ITEMS[0]!.ref.vault, name: 'vault-old' };
    const moved = { ...anItem({ name: 'vm-01', vault }), vm: ITEMS[0]!.vm, protectionState: 'ProtectionStopped' };
    bot.items = [...ITEMS, moved];
    bot.rows.push(old('b', { vault, tasks }));
    expect(await card()).toMatchObject({ otherRuns, stale: false });
  });

  it('when others could not be read, then it is doubtful', async () => {
    bot.listProblem = OUTAGE;
    expect(await card()).toMatchObject({ stale: true });
  });
});
