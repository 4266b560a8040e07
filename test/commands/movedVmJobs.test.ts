import { render } from '../../cards/render';
import type { CommandOutcome } from '../../commands/handler';
import { runCommand } from '../../commands/run';
import type { Command } from '../../protocol/command';
import type { SafeView, StatusView } from '../../protocol/vmViews';
import type { Job, ProtectedItem, VaultRef } from '../../services/backup/types';
import { AzureError, type Reading, type Vaults } from '../../services/backup/vaults';
import type { Ask } from '../../services/conversations/ask';
import { Proposals } from '../../services/conversations/proposals';
import type { Services } from '../../views/services';
import { anAsk, ITEMS, NO_LOG, TO, VAULT_B, viewOf } from '../support/commandBot';
import { aCommandStore, type CommandStoreOfTests } from '../support/commandStore';
import { ManualClock } from '../support/manualClock';
import { aJob, anItem, aReading, at, NOW, tasksOf, VAULT } from '../support/samples';
const GONE = new AzureError({ kind: 'notFound', what: 'job' });

/** Rows of the vault's list, and jobs that single reads show instead. */
let rows: Job[];
let alone: Map<string, Job | AzureError>;
let listProblem: AzureError | null;
/** Which vault's list has the problem; null: each. */
let problemIn: string | null;
let unseen: readonly Date[];
let read: string[];
let triggered: number;
let items: readonly ProtectedItem[];
let store: CommandStoreOfTests;

beforeEach(() => {
  store = aCommandStore();
  rows = [];
  alone = new Map();
  [listProblem, problemIn, unseen, read, triggered, items] = [null, null, [], [], 0, ITEMS];
});

/** Azure as a list of rows and single reads; the list is five seconds old. */
const vaults: Partial<Vaults> = {
  inventory: async () => aReading({ items, vaults: [], unread: [] }, at(0)),
  known: () => aReading({ items, vaults: [], unread: [] }, at(0)),
  jobs: async (vault: VaultRef): Promise<Reading<readonly Job[]>> => {
    const value = rows.filter((job) => job.vault.name === vault.name).map((job) => ({ ...job, tasks: null }));
    const isLost = problemIn === null || problemIn === vault.name;
    return { ...aReading(value, at(-5)), ...(listProblem && isLost && { problem: listProblem }) };
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

describe('a VM that moved to another vault, whose old item has a backup under way', () => {
  const moved = anItem({ protectionState: 'ProtectionStopped' });
  const item = anItem({ vault: VAULT_B, vm: moved.vm });
  const running = aJob({ id: 'r', tasks: tasksOf('inProgress', 'notStarted') });
  const unseen: Who = { may: (_role, { ref }) => ref.vault.name === VAULT_B.name };
  const watch = async (vault: VaultRef): Promise<void> => {
    const { person, place } = anAsk();
    const scope = { kind: 'vault', vault } as const;
    const where = { to: TO, thread: null, language: 'en', timeZone: 'UTC', createdMs: 0 } as const;
    await store.put({ ...where, scope, level: 'progress', owner: { person, place } });
  };
  beforeEach(() => {
    items = [item, moved];
    rows = [running];
  });

  it('when its present vault is watched, then that backup sends no messages', async () => {
    await watch(VAULT_B);
    expect(await safe()).toMatchObject({ item, verdict: { kind: 'wait', job: { id: 'r' } }, told: null });
    expect(await status()).toMatchObject({ running: { id: 'r' }, told: null });
  });

  it('when its former vault is watched, then that backup sends messages', async () => {
    await watch(VAULT);
    expect([(await safe()).told, (await status()).told]).toEqual(['watched', 'watched']);
  });

  it('when the asker may not see the old item, then no card names its job, and the verdict counts it', async () => {
    const seen = await safe(unseen);
    const since = running.tasks![0]!.startedAt;
    expect(seen.verdict).toMatchObject({ kind: 'wait', reason: 'snapshotRunning', job: null, since });
    const { verdict, running: shown } = await status(unseen);
    expect([verdict.reason, verdict.job, shown]).toEqual(['snapshotRunning', null, null]);
    for (const view of [seen, await status(unseen)]) {
      const { card } = await render(view, { language: 'en', timeZone: 'UTC', now: NOW, cardId: 'c' });
      expect(JSON.stringify(card)).toContain('Take Snapshot is running (since');
      expect(JSON.stringify(card)).not.toMatch(/"id":"r"|Tell me/);
    }
  });

  it.each([
    { kind: 'refused', message: 'vault-a has no quota' },
    { kind: 'notAllowed', by: 'role', action: 'read', policy: '' },
  ] as const)('when its jobs cannot be read ($kind), then they learn no name of it from Azure', async (problem) => {
    listProblem = new AzureError(problem, { code: 'Oops', says: 'vault-a', requestId: 'about-vault-a' });
    problemIn = VAULT.name;
    const told = await safe(unseen);
    expect(told.problem).toMatchObject({ problem: { kind: problem.kind }, code: 'Oops' });
    expect(JSON.stringify((await safe()).problem)).toContain('vault-a');
    const { card } = await render(told, { language: 'en', timeZone: 'UTC', now: NOW, cardId: 'c' });
    expect(JSON.stringify([told.problem, card])).not.toContain('vault-a');
  });

  it('when its snapshot has not begun, then people who may not see the item learn only that', async () => {
    rows = [{ ...running, tasks: tasksOf('notStarted', 'notStarted') }];
    expect((await safe(unseen)).verdict).toMatchObject({ reason: 'snapshotRunning', job: null, since: null });
  });

  const backUp: Command = { kind: 'backupNow', vms: ['vm-01'] };
  it('when a backup is asked for, then none is started, and the one that runs is named with its vault', async () => {
    const view = viewOf(await run(backUp));
    expect(view).toMatchObject({ key: 'alreadyRunningElsewhere', facts: { vault: VAULT.name } });
    expect(view).toMatchObject({ offers: [{ data: { command: { kind: 'job', id: 'r' } } }] });
    expect(triggered).toBe(0);
  });

  it('when the asker of a backup may not see the old item, then none is started, and its job is not named', async () => {
    const view = viewOf(await run(backUp, unseen));
    expect(view).toMatchObject({ key: 'alreadyRunning', facts: { job: '' }, offers: [{ verb: 'status' }] });
    expect([triggered, JSON.stringify(view).includes('"r"')]).toEqual([0, false]);
  });

  it('when the backup of the old item has ended, then one is started', async () => {
    rows = [{ ...running, state: 'completed' }];
    expect([viewOf(await run(backUp)).kind, triggered]).toEqual(['started', 1]);
  });

  it('when the job’s item is not known, then the card promises no messages', async () => {
    rows = [{ ...running, vmName: '', vault: VAULT_B }];
    await watch(VAULT_B);
    const view = await safe();
    expect([view.verdict.reason, view.told]).toEqual(['stateUnknown', undefined]);
  });
});
