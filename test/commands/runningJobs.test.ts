import type { CommandOutcome } from '../../commands/handler';
import { runCommand } from '../../commands/run';
import type { Command } from '../../protocol/command';
import type { JobsView } from '../../protocol/jobViews';
import type { SafeView, StatusView } from '../../protocol/vmViews';
import type { Job, ProtectedItem, VaultRef } from '../../services/backup/types';
import { AzureError, type Reading, type Vaults } from '../../services/backup/vaults';
import type { Ask } from '../../services/conversations/ask';
import { Proposals } from '../../services/conversations/proposals';
import type { Services } from '../../views/services';
import { anAsk, ITEMS, NO_LOG, viewOf } from '../support/commandBot';
import { aCommandStore, type CommandStoreOfTests } from '../support/commandStore';
import { ManualClock } from '../support/manualClock';
import { aJob, anItem, aReading, aRestore, at, tasksOf } from '../support/samples';

const DAY_S = 86_400;
const OUTAGE = new AzureError({ kind: 'unavailable', status: 503 });
const GONE = new AzureError({ kind: 'notFound', what: 'job' });
const DONE = tasksOf('completed', 'inProgress');

/** Rows of the vault's list, and jobs that single reads show instead. */
let rows: Job[];
let alone: Map<string, Job | AzureError>;
let listProblem: AzureError | null;
let unseen: readonly Date[];
let read: string[];
let triggered: number;
let items: readonly ProtectedItem[];
let store: CommandStoreOfTests;

beforeEach(() => {
  store = aCommandStore();
  rows = [];
  alone = new Map();
  [listProblem, unseen, read, triggered, items] = [null, [], [], 0, ITEMS];
});

const old = (id: string, change: Partial<Job> = {}): Job => aJob({ id, startedAt: at(-4 * DAY_S), ...change });

/** Azure as a list of rows and single reads; the list is five seconds old. */
const vaults: Partial<Vaults> = {
  inventory: async () => aReading({ items, vaults: [], unread: [] }, at(0)),
  known: () => aReading({ items, vaults: [], unread: [] }, at(0)),
  jobs: async (vault: VaultRef): Promise<Reading<readonly Job[]>> => {
    const value = rows.filter((job) => job.vault.name === vault.name).map((job) => ({ ...job, tasks: null }));
    return { ...aReading(value, at(-5)), ...(listProblem && { problem: listProblem }) };
  },
  job: async (vault: VaultRef, id: string) => {
    read.push(id);
    const found = alone.get(id) ?? rows.find((job) => job.id === id && job.vault.name === vault.name) ?? GONE;
    if (found instanceof AzureError) throw found;
    return aReading(found, at(-1));
  },
  points: async () => aReading([], at(0)),
  policy: async () => aReading(null, at(0)),
  trigger: async () => {
    triggered += 1;
    return 'named';
  },
};

interface Who {
  readonly role?: Ask['grant']['role'];
  readonly may?: Ask['grant']['may'];
}

function run(command: Command, { role = 'operator', may = () => true }: Who = {}): Promise<CommandOutcome> {
  const clock = new ManualClock(at(0).toISOString());
  // Other tests cover triggers; here only those count that no job shows yet.
  const services = {
    ...{
      clock,
      store,
      vaults,
      consistencyCache: { remember: () => undefined },
      access: { grantOf: () => ({ role, may }) },
    },
    proposals: new Proposals({ store, clock, log: NO_LOG, wake: () => undefined }),
    triggers: {
      pending: async () => unseen,
      newest: async () => null,
      vaultOf: async () => null,
      askedBy: async () => null,
      ofTurn: async () => null,
      record: async () => ({ key: 'k', assignJob: async () => 'k', withdraw: async () => undefined }),
    },
  } as unknown as Services;
  return runCommand(command, anAsk({ role, may }), services);
}

const safe = async (who: Who = {}): Promise<SafeView> =>
  viewOf(await run({ kind: 'safe', vm: 'vm-01' }, who)) as SafeView;
const status = async (who: Who = {}): Promise<StatusView> =>
  viewOf(await run({ kind: 'status', vm: 'vm-01' }, who)) as StatusView;
const jobs = async (change: object = {}, who: Who = {}): Promise<JobsView> =>
  viewOf(await run({ kind: 'jobs', filter: 'running', ...change }, who)) as JobsView;

describe('a job that began days ago, which the list may show as running after its end', () => {
  it('when it runs, then `safe` and `status` rest on its own read', async () => {
    rows = [old('o', { tasks: tasksOf('inProgress', 'notStarted') })];
    expect((await safe()).verdict).toMatchObject({ kind: 'wait', reason: 'snapshotRunning' });
    alone.set('o', old('o', { tasks: DONE }));
    expect((await safe()).verdict).toMatchObject({ kind: 'clear', reason: 'snapshotDone', job: { id: 'o' } });
    expect((await status()).running).toMatchObject({ id: 'o', tasks: DONE });
  });

  it('when its own read shows that it ended, then no command says that it runs', async () => {
    rows = [old('o')];
    alone.set('o', old('o', { state: 'completed' }));
    expect((await safe()).verdict).toMatchObject({ kind: 'clear', reason: 'noneRunning', job: null });
    expect((await safe()).problem).toBeUndefined();
    expect((await status()).running).toBeNull();
    expect((await jobs()).jobs).toEqual([]);
    expect((await jobs({ vm: 'vm-01' })).jobs).toEqual([]);
    const refused = viewOf(await run({ kind: 'cancel', target: { vm: 'vm-01' } }));
    expect(refused).toMatchObject({ kind: 'message', key: 'cannotCancel.noneRunning' });
    const started = viewOf(await run({ kind: 'backupNow', vms: ['vm-01'] }));
    expect([started.kind, triggered]).toEqual(['started', 1]);
  });

  it.each([
    ['fails', OUTAGE],
    ['says that Azure does not know it, which it says at random', GONE],
    ['says that there is no such vault', new AzureError({ kind: 'notFound', what: 'vault' })],
  ])('when its own read %s, then it is unknown what runs, and no backup is started', async (_what, problem) => {
    rows = [old('o')];
    alone.set('o', problem);
    expect(await safe()).toMatchObject({ verdict: { kind: 'unknown' }, problem });
    expect((await status()).running).toMatchObject({ id: 'o' });
    expect(await jobs()).toMatchObject({ jobs: [{ id: 'o' }], problem, unsure: 1 });
    const view = viewOf(await run({ kind: 'backupNow', vms: ['vm-01'] }));
    expect([view.kind, triggered]).toEqual(['message', 0]);
  });

  it('when it is a restore that has ended, then nothing runs; when it runs, then it is one to wait for', async () => {
    rows = [old('r', { operation: 'Restore' })];
    expect((await safe()).verdict).toMatchObject({ kind: 'unknown', reason: 'restoreUnknown' });
    alone.set('r', old('r', { operation: 'Restore', restore: aRestore({ kind: 'Replace disks' }).restore }));
    expect((await safe()).verdict).toMatchObject({ kind: 'wait', reason: 'restoring' });
    alone.set('r', old('r', { operation: 'Restore', state: 'completed' }));
    expect((await safe()).verdict.reason).toBe('noneRunning');
    expect((await status()).running).toBeNull();
  });

  it.each([
    ['names no VM', { vmName: '', vmResourceGroup: null }],
    ['names no VM, but a resource group', { vmName: '' }],
    ['does something that is new to us', { operation: 'Rearrange' }],
    ['is in a state that is new to us', { state: 'unknown' as const }],
  ])('when it %s, then the verdict is unknown', async (_what, change) => {
    rows = [old('o', change)];
    expect((await safe()).verdict).toMatchObject({ kind: 'unknown', reason: 'stateUnknown' });
  });

  it('when there are more than are read for one answer, then five are, and the list says how many are not', async () => {
    rows = Array.from({ length: 8 }, (_, n) => old(`o${n}`));
    for (const n of [0, 1]) alone.set(`o${n}`, old(`o${n}`, { state: 'failed' }));
    const view = await jobs();
    expect([view.jobs.length, view.unsure, read.length]).toEqual([6, 3, 5]);
    expect((await jobs({ filter: 'all' })).jobs).toHaveLength(8);
  });

  it('when it began today, then the list has it as it is, and no read is spent on it', async () => {
    rows = [aJob()];
    expect(await jobs()).toMatchObject({ jobs: [{ id: aJob().id }] });
    expect(read).toEqual([]);
  });
});

describe('several backups of one VM at once', () => {
  it.each([
    ['the older', 'new', 'older'],
    ['the newer', 'older', 'new'],
  ])('when %s one’s snapshot runs, then the verdict is wait for it', async (_which, done, running) => {
    rows = [aJob({ id: 'new' }), old('older')];
    alone.set(done, aJob({ id: done, tasks: DONE }));
    alone.set(running, aJob({ id: running, tasks: tasksOf('inProgress', 'notStarted') }));
    expect((await safe()).verdict).toMatchObject({ kind: 'wait', job: { id: running } });
  });

  it('when six run and five were read, then the verdict is unknown, however far the five are', async () => {
    rows = Array.from({ length: 6 }, (_, n) => aJob({ id: `j${n}`, tasks: DONE }));
    expect((await safe()).verdict).toMatchObject({ kind: 'unknown', reason: 'tasksUnknown' });
    rows.pop();
    expect((await safe()).verdict).toMatchObject({ kind: 'clear', reason: 'snapshotDone' });
  });
});

it('when it is not known which older jobs run, then the verdict is unknown, and lists say why', async () => {
  listProblem = OUTAGE;
  expect(await safe()).toMatchObject({ verdict: { kind: 'unknown', reason: 'stale' }, problem: OUTAGE });
  expect(await jobs()).toMatchObject({ jobs: [], problem: OUTAGE });
});

it('when one trigger has no job yet, then the verdict is wait', async () => {
  unseen = [at(-20)];
  expect((await safe()).verdict).toMatchObject({ kind: 'wait', reason: 'triggerPending', since: at(-20) });
});

describe('whose job it is', () => {
  it('when a VM of that name in another resource group may be seen only, then its namesake’s jobs are not listed', async () => {
    rows = [
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
    rows = [aJob({ id: 'left', vmName: 'vm-99' })];
    const answer = run({ kind: 'job', id: 'left' }, { role });
    if (found) expect(viewOf(await answer)).toMatchObject({ kind: 'job', job: { id: 'left' }, item: null });
    else await expect(answer).rejects.toMatchObject({ problem: { kind: 'notFound', what: 'job' } });
  });

  it.each(['viewer', 'operator'] as const)('when a %s may not see its VM, then the job is not found', async (role) => {
    rows = [aJob({ id: 'hidden' })];
    const who: Who = { role, may: (_role, { vm }) => vm.name !== 'vm-01' };
    await expect(run({ kind: 'job', id: 'hidden' }, who)).rejects.toMatchObject({ problem: { kind: 'notFound' } });
  });
});

it('when the vault of a job id is looked for, then jobs of days ago are found by the lists', async () => {
  rows = [old('o', { vmName: 'vm-02', vault: ITEMS[1]!.ref.vault })];
  expect(viewOf(await run({ kind: 'job', id: 'o' }))).toMatchObject({ kind: 'job', job: { id: 'o' } });
  expect(read).toEqual(['o']);
});

describe('the card of a job past its snapshot', () => {
  const card = async (): Promise<object> => viewOf(await run({ kind: 'job', id: 'a' }));
  beforeEach(() => {
    rows = [aJob({ id: 'a', tasks: DONE })];
  });

  it('when nothing else runs, then changes are free', async () => {
    expect(await card()).toMatchObject({ stale: false, otherRuns: false });
  });

  it('when another backup’s snapshot runs, then it says so', async () => {
    rows.push(old('b', { tasks: tasksOf('inProgress', 'notStarted') }));
    expect(await card()).toMatchObject({ otherRuns: true });
  });

  it.each([
    ['runs', tasksOf('inProgress', 'notStarted'), true],
    ['is done', DONE, false],
  ])('when the VM moved and the snapshot of its old item %s, then it says so', async (_what, tasks, otherRuns) => {
    const vault = { ...ITEMS[0]!.ref.vault, name: 'vault-old' };
    const moved = { ...anItem({ name: 'vm-01', vault }), vm: ITEMS[0]!.vm, protectionState: 'ProtectionStopped' };
    items = [...ITEMS, moved];
    rows.push(old('b', { vault, tasks }));
    expect(await card()).toMatchObject({ otherRuns, stale: false });
  });

  it('when others could not be read, then it is doubtful', async () => {
    listProblem = OUTAGE;
    expect(await card()).toMatchObject({ stale: true });
  });
});
