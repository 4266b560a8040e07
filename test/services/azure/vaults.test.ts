import type { VaultRef } from '../../../services/backup/types';
import { list } from '../../support/armBodies';
import type { ArmStub } from '../../support/armStub';
import { anItem, VAULT, vaultId } from '../../support/samples';
import { VaultsHarness } from '../../support/vaultsHarness';

const OTHER: VaultRef = { ...VAULT, name: 'vault-b' };

let azure: VaultsHarness;
beforeEach(async () => {
  azure = await VaultsHarness.start([VAULT, OTHER]);
});
afterEach(() => azure.close());

/** Whether it asks for jobs of one status: for what runs. */
const looksIn = (query: URLSearchParams): boolean => (query.get('$filter') ?? '').includes('status eq');
/** The reads of jobs that began in a window, of whatever status. */
const lists = (): ArmStub['requests'] =>
  azure.stub.requests.filter(({ path, query }) => path.endsWith('/backupJobs') && !looksIn(query));

describe('jobs', () => {
  it('when several ask for different windows, then one list serves them, newest first, each with its own jobs', async () => {
    const status = 'Completed';
    azure.stub.answer(({ query }) =>
      looksIn(query)
        ? list()
        : list(
            azure.job('old', { minutesAgo: 90, status }),
            azure.job('new', { minutesAgo: 5 }),
            azure.job('mid', { minutesAgo: 30, status }),
          ),
    );

    const wide = await azure.port.jobs(VAULT, azure.hoursAgo(24));
    await azure.clock.advance(10_000);
    const narrow = await azure.port.jobs(VAULT, azure.hoursAgo(1));

    expect(wide.value.map(({ id }) => id)).toEqual(['new', 'mid', 'old']);
    expect(narrow.value.map(({ id }) => id)).toEqual(['new', 'mid']);
    expect(narrow.at).toEqual(wide.at);
    expect(lists()).toHaveLength(1);
    expect(lists()[0]!.query.get('$filter')).toBe(
      "backupManagementType eq 'AzureIaasVM' and startTime eq '2026-11-21 05:00:00 PM' and endTime eq '2026-11-22 06:00:00 PM'",
    );
  });

  it('when the budget is spent, then the last reading is given with the problem; the watcher has its own', async () => {
    azure.stub.answer(() => list(azure.job('j')));
    for (let n = 0; n < 60; n++)
      await azure.port.jobs(VAULT, azure.hoursAgo(1), { maxAgeMs: 0 }).then(() => azure.clock.advance(1_000));
    const last = await azure.port.jobs(VAULT, azure.hoursAgo(1), { maxAgeMs: 0 });

    expect(last).toMatchObject({ value: [{ id: 'j' }], problem: { problem: { kind: 'throttled', own: true } } });
    await expect(azure.port.jobs(OTHER, azure.hoursAgo(1))).rejects.toMatchObject({
      problem: { kind: 'throttled', own: true },
    });
    expect((await azure.port.forMonitor.jobs(VAULT, azure.hoursAgo(1), { maxAgeMs: 0 })).problem).toBeUndefined();
    expect(lists()).toHaveLength(61);
  });

  it('when it is asked what was read last, then no request goes out, and what is older or reaches less far back is none', async () => {
    azure.stub.answer(({ path }) => (path.endsWith('/j') ? { body: azure.job('j') } : list(azure.job('j'))));
    const nowMs = azure.clock.now().getTime();
    const { lastRead } = azure.port;
    expect([lastRead.jobs(VAULT, azure.hoursAgo(24), 0), lastRead.job(VAULT, 'j', 0)]).toEqual([null, null]);
    await azure.port.jobs(VAULT, azure.hoursAgo(24));
    await azure.port.job(VAULT, 'j');

    expect(lastRead.jobs(VAULT, azure.hoursAgo(1), nowMs - 1)).toMatchObject({
      value: [{ id: 'j' }],
      at: azure.clock.now(),
    });
    expect(lastRead.job(VAULT, 'j', nowMs - 1)).toMatchObject({ value: { id: 'j' }, at: azure.clock.now() });
    expect([lastRead.jobs(VAULT, azure.hoursAgo(1), nowMs), lastRead.job(VAULT, 'j', nowMs)]).toEqual([null, null]);
    expect(lastRead.jobs(VAULT, azure.hoursAgo(72), 0)).toBeNull();
    expect([lists().length, azure.stub.requests.filter(({ path }) => path.endsWith('/j')).length]).toEqual([1, 1]);
  });

  it('when the bot has changed something since, then what was read before is no longer what was read last', async () => {
    azure.stub.answer(({ path }) => (path.endsWith('/j') ? { body: azure.job('j') } : list(azure.job('j'))));
    await azure.port.jobs(VAULT, azure.hoursAgo(24));
    await azure.port.job(VAULT, 'j');
    await azure.clock.advance(1_000);
    azure.stub.answer(() => ({ status: 202, headers: {} }));
    await azure.port.cancel(VAULT, 'j').catch(() => undefined);
    const { lastRead } = azure.port;
    expect([lastRead.jobs(VAULT, azure.hoursAgo(1), 0), lastRead.job(VAULT, 'j', 0)]).toEqual([null, null]);
  });

  it('when a job is of no VM, then that is said; when its id is none of Azure’s, then it is not found; a body that is no job is not Azure’s', async () => {
    azure.stub.answer(() => ({ body: { name: 'x', properties: { jobType: 'MabJob', backupManagementType: 'MAB' } } }));
    const notFound = { problem: { kind: 'notFound', what: 'job' } };
    await expect(azure.port.job(VAULT, 'x')).rejects.toMatchObject({ problem: { kind: 'notOfVm', workload: 'MAB' } });
    await expect(azure.port.job(VAULT, '')).rejects.toMatchObject(notFound);
    await expect(azure.port.job(VAULT, '../../backupPolicies')).rejects.toMatchObject(notFound);
    expect(azure.stub.requests).toHaveLength(1);
    azure.stub.answer(() => list());
    await expect(azure.port.job(VAULT, 'y')).rejects.toMatchObject({ problem: { kind: 'unavailable', status: 200 } });
  });

  it('when a poll fails, then the last state stands with its time and the problem', async () => {
    azure.stub.answer(() => ({ body: azure.job('j') }));
    const { at } = await azure.port.job(VAULT, 'j');
    await azure.clock.advance(60_000);
    azure.stub.answer(() => ({ status: 504 }));
    expect(await azure.port.job(VAULT, 'j')).toMatchObject({
      value: { id: 'j' },
      at,
      problem: { problem: { status: 504 } },
    });
  });
});

describe('the policy', () => {
  const policy = {
    id: `${vaultId()}/backupPolicies/DEFAULTPOLICY`,
    name: 'DefaultPolicy',
    properties: { backupManagementType: 'AzureIaasVM' },
  };

  it('when the vault lists it, then one list serves all items for an hour', async () => {
    azure.stub.answer(() => list(policy));
    expect((await azure.port.policy(anItem())).value?.name).toBe('DefaultPolicy');
    await azure.clock.advance(50 * 60_000);
    await azure.port.policy(anItem({ name: 'vm-02' }));
    expect(azure.stub.requests).toHaveLength(1);
  });

  it('when the vault does not know it, has no list, or the item has none, then it is null and no error', async () => {
    azure.stub.answer(() => list());
    expect((await azure.port.policy(anItem())).value).toBeNull();
    azure.stub.answer(() => ({ status: 404 }));
    expect((await azure.port.policy(anItem({ vault: OTHER }))).value).toBeNull();
    expect((await azure.port.policy(anItem({ policy: null }))).value).toBeNull();
  });

  it('when it is newer than the list, then the list is read once more', async () => {
    azure.stub.answer(() => list());
    await azure.port.policy(anItem());
    await azure.clock.advance(6 * 60_000);
    azure.stub.answer(() => list(policy));
    expect((await azure.port.policy(anItem())).value?.name).toBe('DefaultPolicy');
  });
});

it('when recovery points are read, then all come newest first', async () => {
  const point = (name: string, recoveryPointTime: string): object => ({ name, properties: { recoveryPointTime } });
  azure.stub.answer(() => list(point('9', '2026-11-20T00:00:00Z'), point('1', '2026-11-22T00:00:00Z'), point('x', '')));
  expect((await azure.port.points(anItem())).value.map(({ id }) => id)).toEqual(['1', '9']);
});
