import { pino } from 'pino';

import { type AzureVaults, createVaults } from '../../../services/azure/vaults';
import { jobRow, list } from '../../support/armBodies';
import { type ArmStub, startArmStub } from '../../support/armStub';
import { ManualClock } from '../../support/manualClock';
import { anItem, VAULT } from '../../support/samples';

let stub: ArmStub;
let clock: ManualClock;
let port: AzureVaults;

beforeEach(async () => {
  stub = await startArmStub();
  clock = new ManualClock();
  const log = pino({ level: 'silent' });
  const none = { subscriptionIds: [], credential: null, jobReadsPerHour: null };
  port = createVaults({ ...none, resourceManagerUrl: stub.url, vaults: [VAULT], clock, log });
});

afterEach(async () => {
  await port.close();
  await stub.close();
});

const job = (id: string): object => jobRow(id, clock.now());
const hoursAgo = (hours: number): { since: Date } => ({ since: new Date(clock.now().getTime() - hours * 3_600_000) });

describe('what a single read leaves out', () => {
  it('when a job carries no id and no tasks, then it is the one that was asked for, and Azure shows none of it', async () => {
    const { properties } = job('x') as { properties: object };
    stub.answer(() => ({ body: { id: null, name: null, properties: { ...properties, extendedInfo: null } } }));
    expect((await port.job(VAULT, 'x')).value).toMatchObject({ id: 'x', tasks: [] });
  });

  it.each([{ properties: null }, { properties: {} }, {}])('when a job is %j, then it was not read', async (body) => {
    stub.answer(() => ({ body }));
    await expect(port.job(VAULT, 'x')).rejects.toMatchObject({ code: 'UnreadableBody' });
  });

  it.each([
    { jobType: 7 },
    { jobType: 'Quokka', backupManagementType: null },
    { jobType: null, backupManagementType: null },
  ])(
    'when a job says what it is about as %j, then it is in the list: it may be the one whose snapshot runs',
    async (words) => {
      const { properties, ...row } = job('x') as { properties: object };
      stub.answer(() => list({ ...row, properties: { ...properties, ...words } }));
      expect((await port.jobs(VAULT, hoursAgo(1))).value).toHaveLength(1);
    },
  );

  it('when a job’s name of its VM is none, then it is the one of its container', async () => {
    const { properties, ...row } = job('x') as { properties: object };
    stub.answer(() => list({ ...row, properties: { ...properties, entityFriendlyName: 7 } }));
    expect((await port.jobs(VAULT, hoursAgo(1))).value[0]).toMatchObject({
      vmName: 'vm-01',
      vmResourceGroup: 'rg-prod',
    });
  });

  it('when no row of the recovery points can be read, then it is not said that there is none', async () => {
    stub.answer(() => list({ name: '1', properties: { recoveryPointTime: null } }));
    await expect(port.points(anItem())).rejects.toMatchObject({ code: 'UnreadableBody' });
    stub.answer(() => list());
    await clock.advance(60_000);
    expect((await port.points(anItem())).value).toEqual([]);
  });
});
