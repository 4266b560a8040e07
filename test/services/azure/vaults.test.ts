import { pino } from 'pino';

import { type AzureVaults, createVaults } from '../../../services/azure/vaults';
import type { VaultRef } from '../../../services/backup/types';
import { jobRow, list } from '../../support/armBodies';
import { type ArmStub, startArmStub } from '../../support/armStub';
import { ManualClock } from '../../support/manualClock';
import { anItem, VAULT, vaultId } from '../../support/samples';

const OTHER: VaultRef = { ...VAULT, name: 'vault-b' };
const HOUR_MS = 3_600_000;

let stub: ArmStub;
let clock: ManualClock;
let port: AzureVaults;

beforeEach(async () => {
  stub = await startArmStub();
  clock = new ManualClock();
  port = portTo([VAULT, OTHER]);
});

afterEach(async () => {
  await port.close();
  await stub.close();
});

function portTo(vaults: readonly VaultRef[], subscriptionIds: readonly string[] = []): AzureVaults {
  const log = pino({ level: 'silent' });
  return createVaults({
    resourceManagerUrl: stub.url,
    subscriptionIds,
    vaults,
    credential: null,
    clock,
    log,
    jobReadsPerHour: null,
  });
}

const job = (id: string, change: Parameters<typeof jobRow>[2] = {}): object => jobRow(id, clock.now(), change);
const hoursAgo = (hours: number): { since: Date } => ({ since: new Date(clock.now().getTime() - hours * HOUR_MS) });

/** Whether it asks for jobs of one status: for what runs. */
const looksIn = (query: URLSearchParams): boolean => (query.get('$filter') ?? '').includes('status eq');
/** The reads of jobs that began in a window, of whatever status. */
const lists = (): ArmStub['requests'] =>
  stub.requests.filter(({ path, query }) => path.endsWith('/backupJobs') && !looksIn(query));

describe('jobs', () => {
  it('when several ask for different windows, then one list serves them, newest first, each with its own jobs', async () => {
    const status = 'Completed';
    stub.answer(({ query }) =>
      looksIn(query)
        ? list()
        : list(
            job('old', { minutesAgo: 90, status }),
            job('new', { minutesAgo: 5 }),
            job('mid', { minutesAgo: 30, status }),
          ),
    );

    const wide = await port.jobs(VAULT, hoursAgo(24));
    await clock.advance(10_000);
    const narrow = await port.jobs(VAULT, hoursAgo(1));

    expect(wide.value.map(({ id }) => id)).toEqual(['new', 'mid', 'old']);
    expect(narrow.value.map(({ id }) => id)).toEqual(['new', 'mid']);
    expect(narrow.at).toEqual(wide.at);
    expect(lists()).toHaveLength(1);
    expect(lists()[0]!.query.get('$filter')).toBe(
      "backupManagementType eq 'AzureIaasVM' and startTime eq '2026-11-21 05:00:00 PM' and endTime eq '2026-11-22 06:00:00 PM'",
    );
  });

  it('when the budget is spent, then the last reading is given with the problem; the watcher has its own', async () => {
    stub.answer(() => list(job('j')));
    for (let n = 0; n < 60; n++) await port.jobs(VAULT, hoursAgo(1), { maxAgeMs: 0 }).then(() => clock.advance(1_000));
    const last = await port.jobs(VAULT, hoursAgo(1), { maxAgeMs: 0 });

    expect(last).toMatchObject({ value: [{ id: 'j' }], problem: { problem: { kind: 'throttled', own: true } } });
    await expect(port.jobs(OTHER, hoursAgo(1))).rejects.toMatchObject({ problem: { kind: 'throttled', own: true } });
    expect((await port.forMonitor.jobs(VAULT, hoursAgo(1), { maxAgeMs: 0 })).problem).toBeUndefined();
    expect(lists()).toHaveLength(61);
  });

  it('when it is asked what was read last, then no request goes out, and what is older or reaches less far back is none', async () => {
    stub.answer(({ path }) => (path.endsWith('/j') ? { body: job('j') } : list(job('j'))));
    const nowMs = clock.now().getTime();
    const { lastRead } = port;
    expect([lastRead.jobs(VAULT, hoursAgo(24), 0), lastRead.job(VAULT, 'j', 0)]).toEqual([null, null]);
    await port.jobs(VAULT, hoursAgo(24));
    await port.job(VAULT, 'j');

    expect(lastRead.jobs(VAULT, hoursAgo(1), nowMs - 1)).toMatchObject({ value: [{ id: 'j' }], at: clock.now() });
    expect(lastRead.job(VAULT, 'j', nowMs - 1)).toMatchObject({ value: { id: 'j' }, at: clock.now() });
    expect([lastRead.jobs(VAULT, hoursAgo(1), nowMs), lastRead.job(VAULT, 'j', nowMs)]).toEqual([null, null]);
    expect(lastRead.jobs(VAULT, hoursAgo(72), 0)).toBeNull();
    expect([lists().length, stub.requests.filter(({ path }) => path.endsWith('/j')).length]).toEqual([1, 1]);
  });

  it('when the bot has changed something since, then what was read before is no longer what was read last', async () => {
    stub.answer(({ path }) => (path.endsWith('/j') ? { body: job('j') } : list(job('j'))));
    await port.jobs(VAULT, hoursAgo(24));
    await port.job(VAULT, 'j');
    await clock.advance(1_000);
    stub.answer(() => ({ status: 202, headers: {} }));
    await port.cancel(VAULT, 'j').catch(() => undefined);
    const { lastRead } = port;
    expect([lastRead.jobs(VAULT, hoursAgo(1), 0), lastRead.job(VAULT, 'j', 0)]).toEqual([null, null]);
  });

  it('when a job is of no VM, then that is said; when its id is none of Azure’s, then it is not found; a body that is no job is not Azure’s', async () => {
    stub.answer(() => ({ body: { name: 'x', properties: { jobType: 'MabJob', backupManagementType: 'MAB' } } }));
    const notFound = { problem: { kind: 'notFound', what: 'job' } };
    await expect(port.job(VAULT, 'x')).rejects.toMatchObject({ problem: { kind: 'notOfVm', workload: 'MAB' } });
    await expect(port.job(VAULT, '')).rejects.toMatchObject(notFound);
    await expect(port.job(VAULT, '../../backupPolicies')).rejects.toMatchObject(notFound);
    expect(stub.requests).toHaveLength(1);
    stub.answer(() => list());
    await expect(port.job(VAULT, 'y')).rejects.toMatchObject({ problem: { kind: 'unavailable', status: 200 } });
  });

  it('when a poll fails, then the last state stands with its time and the problem', async () => {
    stub.answer(() => ({ body: job('j') }));
    const { at } = await port.job(VAULT, 'j');
    await clock.advance(60_000);
    stub.answer(() => ({ status: 504 }));
    expect(await port.job(VAULT, 'j')).toMatchObject({ value: { id: 'j' }, at, problem: { problem: { status: 504 } } });
  });
});

describe('the policy', () => {
  const policy = {
    id: `${vaultId()}/backupPolicies/DEFAULTPOLICY`,
    name: 'DefaultPolicy',
    properties: { backupManagementType: 'AzureIaasVM' },
  };

  it('when the vault lists it, then one list serves all items for an hour', async () => {
    stub.answer(() => list(policy));
    expect((await port.policy(anItem())).value?.name).toBe('DefaultPolicy');
    await clock.advance(50 * 60_000);
    await port.policy(anItem({ name: 'vm-02' }));
    expect(stub.requests).toHaveLength(1);
  });

  it('when the vault does not know it, has no list, or the item has none, then it is null and no error', async () => {
    stub.answer(() => list());
    expect((await port.policy(anItem())).value).toBeNull();
    stub.answer(() => ({ status: 404 }));
    expect((await port.policy(anItem({ vault: OTHER }))).value).toBeNull();
    expect((await port.policy(anItem({ policy: null }))).value).toBeNull();
  });

  it('when it is newer than the list, then the list is read once more', async () => {
    stub.answer(() => list());
    await port.policy(anItem());
    await clock.advance(6 * 60_000);
    stub.answer(() => list(policy));
    expect((await port.policy(anItem())).value?.name).toBe('DefaultPolicy');
  });
});

it('when recovery points are read, then all come newest first', async () => {
  const point = (name: string, recoveryPointTime: string): object => ({ name, properties: { recoveryPointTime } });
  stub.answer(() => list(point('9', '2026-11-20T00:00:00Z'), point('1', '2026-11-22T00:00:00Z'), point('x', '')));
  expect((await port.points(anItem())).value.map(({ id }) => id)).toEqual(['1', '9']);
});
