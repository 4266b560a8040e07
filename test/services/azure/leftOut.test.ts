import { list } from '../../support/armBodies';
import { anItem, VAULT } from '../../support/samples';
import { VaultsHarness } from '../../support/vaultsHarness';

let azure: VaultsHarness;
beforeEach(async () => {
  azure = await VaultsHarness.start();
});
afterEach(() => azure.close());

describe('what a single read leaves out', () => {
  it('when a job carries no id and no tasks, then it is the one that was asked for, and Azure shows none of it', async () => {
    const { properties } = azure.job('x') as { properties: object };
    azure.stub.answer(() => ({ body: { id: null, name: null, properties: { ...properties, extendedInfo: null } } }));
    expect((await azure.port.job(VAULT, 'x')).value).toMatchObject({ id: 'x', tasks: [] });
  });

  it.each([{ properties: null }, { properties: {} }, {}])('when a job is %j, then it was not read', async (body) => {
    azure.stub.answer(() => ({ body }));
    await expect(azure.port.job(VAULT, 'x')).rejects.toMatchObject({ code: 'UnreadableBody' });
  });

  it.each([
    { jobType: 7 },
    { jobType: 'Quokka', backupManagementType: null },
    { jobType: null, backupManagementType: null },
  ])(
    'when a job says what it is about as %j, then it is in the list: it may be the one whose snapshot runs',
    async (words) => {
      const { properties, ...row } = azure.job('x') as { properties: object };
      azure.stub.answer(() => list({ ...row, properties: { ...properties, ...words } }));
      expect((await azure.port.jobs(VAULT, azure.hoursAgo(1))).value).toHaveLength(1);
    },
  );

  it('when a job’s name of its VM is none, then it is the one of its container', async () => {
    const { properties, ...row } = azure.job('x') as { properties: object };
    azure.stub.answer(() => list({ ...row, properties: { ...properties, entityFriendlyName: 7 } }));
    expect((await azure.port.jobs(VAULT, azure.hoursAgo(1))).value[0]).toMatchObject({
      vmName: 'vm-01',
      vmResourceGroup: 'rg-prod',
    });
  });

  it('when no row of the recovery points can be read, then it is not said that there is none', async () => {
    azure.stub.answer(() => list({ name: '1', properties: { recoveryPointTime: null } }));
    await expect(azure.port.points(anItem())).rejects.toMatchObject({ code: 'UnreadableBody' });
    azure.stub.answer(() => list());
    await azure.clock.advance(60_000);
    expect((await azure.port.points(anItem())).value).toEqual([]);
  });
});
