import type { CommandOutcome } from '../../commands/handler';
import { runCommand } from '../../commands/run';
import type { Command } from '../../protocol/command';
import { type AccessRules, grantFrom } from '../../services/access/accessRules';
import type { AuditedEntry } from '../../services/access/audit';
import type { Job, ProtectedItem, VaultRef } from '../../services/backup/types';
import { AzureError } from '../../services/backup/vaults';
import type { Ask } from '../../services/conversations/ask';
import { Proposals } from '../../services/conversations/proposals';
import { NOT_REQUESTED } from '../../services/onDemand/triggers';
import type { Services } from '../../views/services';
import { CHANGES_ALLOWED } from '../support/changesAllowed';
import { anAsk, NO_LOG, viewOf } from '../support/commandBot';
import { aCommandStore, type CommandStoreOfTests } from '../support/commandStore';
import { ManualClock } from '../support/manualClock';
import { aJob, anItem, aReading, at, NOTHING_READ, NOW, tasksOf, VAULT } from '../support/samples';

type Scope = Pick<AccessRules['rules'][number], 'vms' | 'vaults'>;

const VAULT_B: VaultRef = { ...VAULT, name: 'vault-b' };
const MINE = anItem();
const OTHERS = anItem({ name: 'vm-02' });
const RUNNING = { tasks: tasksOf('inProgress', 'notStarted') };
const JOBS = [
  aJob({ ...RUNNING, id: 'mine' }),
  aJob({ ...RUNNING, id: 'others', vmName: 'vm-02' }),
  aJob({ ...RUNNING, id: 'gone', vmName: 'vm-99' }),
  aJob({ ...RUNNING, id: 'gone-mine', vmResourceGroup: 'rg-former' }),
];
/** Rules over every VM of the vault, and rules that only seem to be. */
const ALL: readonly Scope[] = [{}, { vms: ['*'] }, { vaults: ['rg-prod/vault-a'] }, { vaults: ['*'], vms: ['x', '*'] }];
const SOME: readonly Scope[] = [
  { vms: ['vm-01'] },
  { vms: ['vm-*'] },
  { vms: ['vm-01', 'vm-02'] },
  { vaults: ['rg-prod/vault-b'] },
  { vaults: ['rg-prod/vault-b', 'rg-prod/vault-a'], vms: ['vm-*'] },
];

let store: CommandStoreOfTests;
let items: readonly ProtectedItem[];
let unread: readonly { readonly vault: VaultRef; readonly problem: AzureError }[];
let cancelled: string[];
let services: Services;
beforeEach(() => {
  [store, items, unread, cancelled] = [aCommandStore(), [MINE, OTHERS], [], []];
  const clock = new ManualClock(at(0).toISOString());
  const inventory = () => aReading({ items, vaults: [VAULT, VAULT_B], unread }, at(0));
  const listed = (name: string): readonly Job[] => JOBS.filter(({ vault }) => vault.name === name);
  const vaults = {
    ...{ inventory: async () => inventory(), known: inventory },
    jobs: async ({ name }: VaultRef) => aReading(listed(name), at(-5)),
    job: async ({ name }: VaultRef, id: string) => {
      const job = listed(name).find((one) => one.id === id);
      if (!job) throw new AzureError({ kind: 'notFound', what: 'job' });
      return aReading(job, at(-1));
    },
    ...{ points: async () => aReading([], at(0)), policy: async () => aReading(null, at(0)) },
    cancel: async (_vault: VaultRef, id: string) => {
      cancelled.push(id);
    },
  };
  // Only what these commands touch.
  services = {
    ...{
      clock,
      store,
      vaults,
      log: NO_LOG,
      lastRead: NOTHING_READ,
      readOnly: CHANGES_ALLOWED,
      consistencyCache: { remember: () => undefined, of: () => null },
    },
    proposals: new Proposals({ store, clock, log: NO_LOG, wake: () => undefined }),
    triggers: {
      pending: async () => [],
      newest: async () => null,
      vaultOf: async () => null,
      requestOf: async () => NOT_REQUESTED,
    },
  } as unknown as Services;
});

/** A person with one rule, by the rules themselves. */
function who(scope: Scope, role: 'viewer' | 'operator' | 'admin' = 'admin'): Ask {
  const ask = anAsk();
  const { aadObjectId, tenantId } = ask.person;
  const rule = { who: `user:${aadObjectId ?? ''}`, role, ...scope };
  return { ...ask, grant: grantFrom({ tenants: [tenantId ?? ''], rules: [rule] }, ask.person, ask.place) };
}
const run = (command: Command, ask: Ask): Promise<CommandOutcome> => runCommand(command, ask, services);
const NOT_FOUND = { problem: { kind: 'notFound', what: 'job' } };

describe.each(SOME)('an admin of %j', (scope) => {
  it.each(['gone', 'gone-mine'])('when the job %s of a VM that is gone is named, then there is none', async (id) => {
    await expect(run({ kind: 'job', id }, who(scope))).rejects.toMatchObject(NOT_FOUND);
    await expect(run({ kind: 'cancel', target: { job: id } }, who(scope))).rejects.toMatchObject(NOT_FOUND);
    await expect(run({ kind: 'watch', scope: { job: id } }, who(scope))).rejects.toMatchObject(NOT_FOUND);
  });
});

describe('an admin of one VM', () => {
  const ask = who({ vms: ['vm-01'] });

  it('when the job of another VM of the vault is named, then there is none, to see or to cancel', async () => {
    await expect(run({ kind: 'job', id: 'others' }, ask)).rejects.toMatchObject(NOT_FOUND);
    await expect(run({ kind: 'cancel', target: { job: 'others' } }, ask)).rejects.toMatchObject(NOT_FOUND);
    await expect(run({ kind: 'watch', scope: { job: 'others' } }, ask)).rejects.toMatchObject(NOT_FOUND);
    expect(viewOf(await run({ kind: 'jobs' }, ask))).toMatchObject({ kind: 'jobs', jobs: [{ id: 'mine' }] });
  });

  it('when the job is of the own VM, then it is shown and cancelled', async () => {
    expect(viewOf(await run({ kind: 'job', id: 'mine' }, ask))).toMatchObject({ kind: 'job', item: MINE });
    await run({ kind: 'cancel', target: { job: 'mine' } }, ask);
    await run({ kind: 'yes' }, ask);
    expect(cancelled).toEqual(['mine']);
  });

  it('when a vault could not be read, then its name is not told, in no answer', async () => {
    const problem = new AzureError({ kind: 'unavailable', status: 500 }, { says: 'vault-b is down' });
    unread = [{ vault: VAULT_B, problem }];
    expect(viewOf(await run({ kind: 'vms' }, ask))).toMatchObject({ unread: { vaults: [], others: true } });
    expect(viewOf(await run({ kind: 'jobs' }, ask))).toMatchObject({ unread: { vaults: [], others: true } });
    await expect(run({ kind: 'job', id: 'others' }, ask)).rejects.toMatchObject({
      ...{ reason: 'unknownJobUnread', unread: { vaults: [], others: true } },
    });
    await run({ kind: 'cancel', target: { job: 'mine' } }, ask);
    items = [OTHERS];
    await expect(run({ kind: 'yes' }, ask)).rejects.toMatchObject({ reason: 'proposalExpired' });
  });
});

describe('an admin of one VM who sees all', () => {
  const person = anAsk();
  const rules = [
    { who: 'everyone', role: 'viewer' as const },
    { who: `user:${person.person.aadObjectId ?? ''}`, role: 'admin' as const, vms: ['vm-01'] },
  ];
  const ask = { ...person, grant: grantFrom({ tenants: ['tenant-a'], rules }, person.person, person.place) };
  const refused = (role: string): object => ({ reason: 'notPermitted', facts: { role, vm: 'vm-02' } });

  it('when a job of another VM is named, then it is shown, and no cancel is asked about', async () => {
    expect(viewOf(await run({ kind: 'job', id: 'others' }, ask))).toMatchObject({ item: OTHERS, mayOperate: false });
    await expect(run({ kind: 'cancel', target: { job: 'others' } }, ask)).rejects.toMatchObject(refused('operator'));
    await expect(run({ kind: 'cancel', target: { vm: 'vm-02' } }, ask)).rejects.toMatchObject(refused('operator'));
    await expect(run({ kind: 'job', id: 'gone' }, ask)).rejects.toMatchObject(NOT_FOUND);
  });

  it('when nothing runs on another VM, then a cancel of it is refused all the same, and so is its audit', async () => {
    items = [MINE, { ...OTHERS, vm: { ...OTHERS.vm, name: 'vm-03' } }];
    const idle = { vm: 'vm-03' };
    await expect(run({ kind: 'cancel', target: idle }, ask)).rejects.toMatchObject({ reason: 'notPermitted' });
    await expect(run({ kind: 'audit', ...idle }, ask)).rejects.toMatchObject({ reason: 'notPermitted' });
    expect(viewOf(await run({ kind: 'audit', vm: 'vm-01' }, ask))).toMatchObject({ kind: 'audit', vmName: 'vm-01' });
  });
});

it("when the vault of a proposal's VM could not be read, then the yes says so, and not that it has expired", async () => {
  for (const vault of [VAULT, { ...VAULT, resourceGroup: '*', name: '*' }]) {
    items = [MINE];
    await run({ kind: 'cancel', target: { job: 'mine' } }, who({}));
    items = [];
    const problem = new AzureError({ kind: 'unavailable', status: 500 });
    unread = [{ vault, problem }];
    await expect(run({ kind: 'yes' }, who({}))).rejects.toBe(problem);
  }
});

describe.each(ALL)('an admin of all (%j)', (scope) => {
  it('when the job of a VM that is gone is named, then it is shown, and cancelled after a yes', async () => {
    expect(viewOf(await run({ kind: 'job', id: 'gone' }, who(scope)))).toMatchObject({ kind: 'job', item: null });
    expect(viewOf(await run({ kind: 'cancel', target: { job: 'gone' } }, who(scope)))).toMatchObject({
      kind: 'confirm',
    });
    await run({ kind: 'yes' }, who(scope));
    expect(cancelled).toEqual(['gone']);
  });
});

describe('the yes to a cancel', () => {
  it.each(SOME)(
    'when the VM is gone and the rule is only over %j by then, then nothing is cancelled',
    async (scope) => {
      await run({ kind: 'cancel', target: { job: 'gone' } }, who({}));
      await expect(run({ kind: 'yes' }, who(scope))).rejects.toMatchObject({
        ...{ reason: 'notPermitted', facts: { role: 'operator', vm: 'vm-99' } },
      });
      expect(cancelled).toEqual([]);
    },
  );

  it.each([
    ['the VM is gone and the person is an operator of all by then', 'gone', who({}, 'operator')],
    ['the person is a viewer by then', 'mine', who({}, 'viewer')],
    ['the person is an admin of another VM by then', 'mine', who({ vms: ['vm-02'] })],
  ])('when %s, then nothing is cancelled', async (_what, id, ask) => {
    await run({ kind: 'cancel', target: { job: id } }, who({}));
    await expect(run({ kind: 'yes' }, ask)).rejects.toMatchObject({ reason: 'notPermitted' });
    expect(cancelled).toEqual([]);
  });
});

describe('audit', () => {
  const entry = (vm: AuditedEntry['vm'], text: string): AuditedEntry => ({
    ...{ at: NOW.getTime(), by: { id: '29:me', aadObjectId: null, name: 'Me' }, tenant: 'tenant-a', conversation: 'c' },
    ...{ kind: 'cancel', command: 'cancel', text, vm, role: 'admin', rule: null, requestId: null, outcome: null },
  });
  const told = async (scope: Scope): Promise<readonly string[]> => {
    const view = viewOf(await run({ kind: 'audit' }, who(scope)));
    return view.kind === 'audit' ? view.entries.map(({ text }) => text) : [];
  };
  beforeEach(() => {
    store.audited.push(
      entry({ name: 'vm-01', itemId: MINE.id }, 'of vm-01'),
      entry({ name: 'vm-02', itemId: OTHERS.id.toUpperCase() }, 'of vm-02'),
      entry(
        { name: 'vm-01', itemId: MINE.id.replace(/[^/]+$/, 'VM;iaasvmcontainerv2;rg-former;vm-01') },
        'of a former one',
      ),
      entry({ name: 'vm-99', itemId: 'an id of another shape' }, 'of who knows which'),
      entry(null, 'of none'),
    );
  });

  it.each<[Scope, readonly string[]]>([
    [{ vms: ['vm-01'] }, ['of vm-01']],
    [{ vms: ['vm-*'] }, ['of vm-01', 'of vm-02']],
    [{ vms: ['vm-01', 'vm-02'] }, ['of vm-01', 'of vm-02']],
    [{ vaults: ['rg-prod/vault-a'] }, ['of vm-01', 'of vm-02', 'of a former one']],
    [{ vaults: ['rg-prod/vault-b'] }, []],
    [{}, ['of vm-01', 'of vm-02', 'of a former one', 'of who knows which', 'of none']],
  ])('when an admin of %j asks, then it lists only what is surely of those', async (scope, expected) => {
    expect(await told(scope)).toEqual(expected);
  });
});
