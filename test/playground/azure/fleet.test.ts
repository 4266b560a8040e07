import { createFleet } from '../../../playground/azure/createFleet';
import { HOUR_MS, MINUTE_MS, type StartedAzure, startedAzure, tasksOf } from './startedAzure';

describe('the small fleet', () => {
  let azure: StartedAzure;
  beforeEach(async () => {
    azure = await startedAzure();
  });
  afterEach(() => azure.close());

  const newestPoint = async (vm: string) => {
    const { body } = await azure.get(`${azure.item(vm)}/recoveryPoints`);
    return body.value[0]?.properties;
  };

  it.each([
    ['vm-01', 'AppConsistent'],
    ['vm-02', 'FileSystemConsistent'],
    ['batch-stopped', 'CrashConsistent'],
    ['erp-vss', 'FileSystemConsistent'],
  ])('when the last night is over, then the newest point of %s is %s', async (vm, type) => {
    expect((await newestPoint(vm))?.recoveryPointType).toBe(type);
  });

  it('when a VM is changed during its snapshot, then the snapshot is retried and a message of it stays on the completed job', async () => {
    const path = await azure.trigger(azure.item('ci-changed'));
    await azure.clock.advance(20 * MINUTE_MS);
    const running = (await azure.get(path)).body.properties;
    const done = await azure.until(path, ({ status }) => status !== 'InProgress');

    expect(tasksOf(running)[0]).toBe('Take Snapshot InProgress');
    expect(done.status).toBe('Completed');
    expect(done.extendedInfo?.dynamicErrorMessage).toContain('Create Restore Point');
    const lateMs = Date.parse((await newestPoint('ci-changed'))?.recoveryPointTime ?? '') - Date.parse(done.startTime);
    expect(lateMs).toBeGreaterThanOrEqual(15 * MINUTE_MS);
  });

  it('when a VM lacks its agent, then the job fails with the code of that and no point appears', async () => {
    const before = await newestPoint('old-noagent');
    const path = await azure.trigger(azure.item('old-noagent'));
    const job = await azure.until(path, ({ status }) => status !== 'InProgress');

    expect(job).toMatchObject({
      status: 'Failed',
      errorDetails: [{ errorTitle: 'UserErrorGuestAgentStatusUnavailable' }],
    });
    expect(tasksOf(job)[1]).toBe('Transfer data to vault NotStarted');
    expect(await newestPoint('old-noagent')).toEqual(before);
  });

  it('when the transfer fails, then the job ends CompletedWithWarnings and its point is in the snapshot tier only', async () => {
    const path = await azure.trigger(azure.item('files-warning'));
    const job = await azure.until(path, ({ status }) => status !== 'InProgress');
    const item = (await azure.get(azure.item('files-warning'))).body.properties;

    expect(job.status).toBe('CompletedWithWarnings');
    expect(tasksOf(job)).toEqual(['Take Snapshot Completed', 'Transfer data to vault Failed']);
    expect((await newestPoint('files-warning'))?.recoveryPointTierDetails).toEqual([
      { type: 'InstantRP', status: 'Valid' },
    ]);
    expect(item).toMatchObject({ lastBackupStatus: 'CompletedWithWarnings', lastBackupTime: job.startTime });
  });

  it('when a vault reports three tasks, then progress says 100 while Validate Backup still runs', async () => {
    const path = await azure.trigger(azure.item('shop-db'));
    const job = await azure.until(path, (each) => tasksOf(each)[2] === 'Validate Backup InProgress');

    expect(job).toMatchObject({ status: 'InProgress', extendedInfo: { progressPercentage: 100 } });
    expect((await azure.until(path, ({ status }) => status !== 'InProgress')).status).toBe('Completed');
  });

  it('when items are listed, then one name stands in two groups, one was never backed up, and one is soft-deleted', async () => {
    const second = await azure.get(`${azure.vault('vault-02')}/backupProtectedItems`);
    const third = await azure.get(`${azure.vault('vault-03', 'rg-backup-india')}/backupProtectedItems`);
    const [fresh, deleted] = third.body.value.map(({ properties }) => properties);

    expect(second.body.value.filter(({ properties }) => properties.friendlyName === 'app-01')).toHaveLength(2);
    expect(fresh).toMatchObject({
      protectionState: 'IRPending',
      lastBackupStatus: '',
      lastBackupTime: '2001-01-01T00:00:00Z',
    });
    expect(fresh).not.toHaveProperty('lastRecoveryPoint');
    expect(deleted).toMatchObject({ protectionState: 'ProtectionStopped', isScheduledForDeferredDelete: true });
  });

  it('when a resource group is named in Japanese, then it is found in any case of letters and its backup can be triggered', async () => {
    const path = azure.item('KAIKEI-01', 'rg-経理', azure.vault('VAULT-02', 'RG-BACKUP')).replaceAll(';', '%3b');
    const { body } = await azure.get(path);
    const job = await azure.trigger(path);

    expect(body.properties).toMatchObject({ containerName: 'iaasvmcontainerv2;rg-経理;kaikei-01' });
    expect(body.properties.sourceResourceId).toContain('/resourceGroups/RG-経理/');
    expect((await azure.get(job)).body.properties.entityFriendlyName).toBe('kaikei-01');
  });

  it('when a soft-deleted VM is triggered, then Azure refuses at once', async () => {
    const path = azure.item('trash-01', 'rg-app', azure.vault('vault-03', 'RG-Backup-India'));

    expect((await azure.post(`${path}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } })).status).toBe(
      400,
    );
  });

  it('when every VM that ever was backed up is asked, then its last job, last point and history agree', async () => {
    for (const [name, group] of [['vault-01'], ['vault-02'], ['vault-03', 'RG-Backup-India']] as const) {
      const items = (await azure.get(`${azure.vault(name, group)}/backupProtectedItems`)).body.value;
      const jobs = (await azure.get(`${azure.vault(name, group)}/backupJobs?$filter=status eq 'Completed'`)).body;
      for (const { id, properties } of items.filter((item) => item.properties.lastBackupStatus === 'Completed')) {
        const points = (await azure.get(encodeURI(`${id}/recoveryPoints`))).body.value;
        const own = jobs.value.filter((job) => job.properties.containerName === properties.containerName);
        expect(points[0]?.properties.recoveryPointTime).toBe(properties.lastRecoveryPoint);
        expect(own[0]?.properties.startTime).toBe(properties.lastBackupTime);
        expect(own.length).toBeGreaterThanOrEqual(9);
      }
    }
  });
});

describe('the other fleets', () => {
  it('when <N>x<M> is asked for, then VMs are numbered over all vaults, idle, and every backup succeeds', async () => {
    const azure = await startedAzure({ fleet: '2x3' });
    const path = azure.item('vm-004', 'rg-app-02', azure.vault('vault-02', 'rg-backup-02'));
    const idle = await azure.get(
      `${azure.vault('vault-02', 'rg-backup-02')}/backupJobs?$filter=status eq 'InProgress'`,
    );
    const job = await azure.until(await azure.trigger(path), ({ status }) => status !== 'InProgress');
    await azure.clock.advance(48 * HOUR_MS);
    const page = (await (await fetch(`${azure.url}/__simulator`)).json()) as { jobs: unknown[] };
    await azure.close();

    expect(idle.body.value).toEqual([]);
    expect(job.status).toBe('Completed');
    expect(page.jobs).toHaveLength(1);
  });

  it.each(['', 'tiny', '0x5', '5x', '3x-1', '20001x1', '1x1x1x1'])(
    'when the fleet is called "%s", then it says what may stand there',
    (name) => {
      expect(() => createFleet(name, 0)).toThrow(/SIMULATOR_FLEET.*small, large/);
    },
  );

  it('when the large fleet is made, then it has 1,000 VMs with unique names', () => {
    expect(new Set(createFleet('large', 0).vms.map(({ name }) => name)).size).toBe(1000);
  });
});
