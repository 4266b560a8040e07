import {
  backupRequest,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  type Properties,
  type StartedAzure,
  startedAzure,
  tasksOf,
} from './startedAzure';

describe("the simulated Azure's backup jobs", () => {
  let azure: StartedAzure;
  beforeEach(async () => {
    azure = await startedAzure();
  });
  afterEach(() => azure.close());

  it('when a backup is triggered, then 202 names an operation by two long signed addresses and the operation names another id as its job', async () => {
    const reply = await azure.post(`${azure.item('vm-01')}/backup`, backupRequest());
    const operation = reply.headers.get('azure-asyncoperation') ?? '';
    const opId = /operationsStatus\/([^?]+)/.exec(operation)?.[1] ?? '';
    const first = await azure.get(`${azure.vault('vault-01')}/backupOperations/${opId}`);
    await azure.clock.advance(1000);
    const second = await azure.get(`${azure.vault('vault-01')}/backupOperations/${opId}`);
    const signed = await azure.get(operation);

    expect(reply.status).toBe(202);
    expect(operation.length).toBeGreaterThan(3000);
    expect(operation).toContain('/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01/');
    expect(reply.headers.get('location')).toContain('/operationResults/');
    expect(first.body).toMatchObject({ status: 'InProgress', endTime: '0001-01-01T00:00:00' });
    expect(second.body).toMatchObject({
      status: 'Succeeded',
      properties: { objectType: 'OperationStatusJobExtendedInfo', jobId: expect.stringMatching(/^[\da-f-]{36}$/) },
    });
    expect(second.body.properties.jobId).not.toBe(opId);
    expect(signed.body.properties.jobId).toBe(second.body.properties.jobId);
  });

  it('when a backup runs, then its tasks go through snapshot, a gap in which none is active, and transfer', async () => {
    const path = await azure.trigger(azure.item('vm-01'), '2026-12-22T00:00:00.000Z');
    const seen: string[][] = [];
    await azure.until(path, (job) => {
      const tasks = tasksOf(job);
      if (seen.at(-1)?.join() !== tasks.join()) seen.push(tasks);
      return job.status !== 'InProgress';
    });
    const { body } = await azure.get(path);

    expect(seen).toEqual([
      ['Take Snapshot NotStarted', 'Transfer data to vault NotStarted'],
      ['Take Snapshot InProgress', 'Transfer data to vault NotStarted'],
      ['Take Snapshot Completed', 'Transfer data to vault NotStarted'],
      ['Take Snapshot Completed', 'Transfer data to vault InProgress'],
      ['Take Snapshot Completed', 'Transfer data to vault Completed'],
    ]);
    expect(body.properties).toMatchObject({
      status: 'Completed',
      containerName: 'iaasvmcontainerv2;rg-app;vm-01',
      extendedInfo: {
        propertyBag: {
          'Recovery Point Expiry Time in UTC': '12/22/2026 12:00:00 AM',
          'Backup Size': expect.stringMatching(/^\d+ MB$/),
        },
      },
    });
  });

  it('when a job runs, then its unset times are 0001-01-01 without a zone and a row of the list carries no tasks', async () => {
    const path = await azure.trigger(azure.item('vm-01'));
    await azure.clock.advance(MINUTE_MS);

    const { body } = await azure.get(path);
    const list = await azure.get(`${azure.vault('vault-01')}/backupJobs?$filter=status+eq+'InProgress'`);

    expect(body.properties.extendedInfo?.tasksList).toEqual([
      expect.objectContaining({ status: 'InProgress', endTime: '0001-01-01T00:00:00' }),
      expect.objectContaining({ status: 'NotStarted', startTime: '0001-01-01T00:00:00', duration: 'PT0S' }),
    ]);
    expect(body.properties).not.toHaveProperty('endTime');
    expect(list.body.value.map(({ name }) => name)).toEqual([body.name]);
    expect(list.body.value[0]?.properties).not.toHaveProperty('extendedInfo');
  });

  it('when the VM is being backed up already, then the second trigger is accepted and becomes a failed job', async () => {
    const first = await azure.trigger(azure.item('vm-01'));
    const second = await azure.trigger(azure.item('vm-01'));
    await azure.clock.advance(2000);

    expect((await azure.get(second)).body.properties).toMatchObject({
      status: 'Failed',
      errorDetails: [{ errorTitle: 'UserErrorBackupOperationInProgress' }],
    });
    expect((await azure.get(first)).body.properties.status).toBe('InProgress');
  });

  describe('cancelling', () => {
    const snapshotDone = (job: Properties): boolean => tasksOf(job)[0] === 'Take Snapshot Completed';
    const cancel = async (path: string) => {
      const reply = await azure.post(`${path}/cancel`);
      await azure.clock.advance(2 * MINUTE_MS);
      return { reply, job: (await azure.get(path)).body.properties };
    };

    it('when the snapshot runs, then the job ends Cancelled without a recovery point', async () => {
      const path = await azure.trigger(azure.item('vm-01'));
      const reply = await azure.post(`${path}/cancel`);
      const location = reply.headers.get('location') ?? '';
      const result = await azure.get(location);
      const cancelling = (await azure.get(path)).body.properties;
      await azure.clock.advance(2 * MINUTE_MS);
      const job = (await azure.get(path)).body.properties;

      expect([reply.status, result.status, (await azure.get(location)).status]).toEqual([202, 202, 204]);
      expect([cancelling.status, ...tasksOf(cancelling)]).toEqual([
        'Cancelling',
        'Take Snapshot Cancelling',
        'Transfer data to vault Cancelling',
      ]);
      expect([job.status, ...tasksOf(job)]).toEqual([
        'Cancelled',
        'Take Snapshot Cancelled',
        'Transfer data to vault Cancelled',
      ]);
      expect((await azure.get(`${azure.item('vm-01')}/recoveryPoints`)).body.value).toHaveLength(14);
    });

    it('when the snapshot is done and the transfer has not begun, then the job ends CompletedWithWarnings with a point in the snapshot tier', async () => {
      const path = await azure.trigger(azure.item('vm-01'));
      await azure.until(path, snapshotDone);
      const { reply, job } = await cancel(path);
      const points = await azure.get(`${azure.item('vm-01')}/recoveryPoints`);

      expect(reply.status).toBe(202);
      expect(job).toMatchObject({
        status: 'CompletedWithWarnings',
        errorDetails: [{ errorTitle: 'UserErrorJobSuccessfullyCancelled' }],
      });
      expect(tasksOf(job)).toEqual(['Take Snapshot Completed', 'Transfer data to vault Cancelled']);
      expect(points.body.value[0]?.properties.recoveryPointTierDetails).toEqual([
        { type: 'InstantRP', status: 'Valid' },
      ]);
    });

    it('when the transfer runs or the job is over, then Azure refuses and the job goes its way', async () => {
      const path = await azure.trigger(azure.item('vm-01'));
      await azure.until(path, (job) => tasksOf(job)[1] === 'Transfer data to vault InProgress');
      const during = await cancel(path);
      await azure.until(path, ({ status }) => status === 'Completed');
      const after = await azure.post(`${path}/cancel`);

      expect([during.reply.status, during.job.status, after.status]).toEqual([400, 'InProgress', 400]);
      expect(after.body.error.message).toContain("isn't in progress");
    });
  });

  it('when nobody asks for a backup, then vm-01 stays idle for at least three hours and the schedule starts it later', async () => {
    const running = `${azure.vault('vault-01')}/backupJobs?$filter=status eq 'InProgress'`;
    const names = async (): Promise<string[]> =>
      (await azure.get(running)).body.value.map(({ properties }) => properties.entityFriendlyName);
    const early: string[] = [];
    for (let hour = 0; hour < 6; hour += 1) {
      early.push(...(await names()));
      await azure.clock.advance(HOUR_MS / 2);
    }
    const late: string[] = [];
    for (let step = 0; step < 40; step += 1) {
      await azure.clock.advance(10 * MINUTE_MS);
      late.push(...(await names()));
    }

    expect(early).not.toContain('vm-01');
    expect(early).not.toContain('vm-02');
    expect(late).toEqual(expect.arrayContaining(['vm-01', 'vm-02']));
  });

  it('when the schedule comes while an asked backup runs, then the scheduled job is refused', async () => {
    const due = await azure.get(`${azure.vault('vault-01')}/backupJobs`);
    const last = due.body.value.find(({ properties }) => properties.entityFriendlyName === 'ci-changed');
    const nextMs = Date.parse(last?.properties.startTime ?? '') + DAY_MS;
    await azure.clock.advance(nextMs - azure.clock.now().getTime() - 30 * MINUTE_MS);
    await azure.trigger(azure.item('ci-changed'));
    await azure.clock.advance(6 * HOUR_MS);

    const filter = `operation eq 'Backup' and status eq 'Failed'`;
    const failed = await azure.get(`${azure.vault('vault-01')}/backupJobs?$filter=${encodeURIComponent(filter)}`);
    expect(failed.body.value.map(({ properties }) => properties.errorDetails?.[0]?.errorTitle)).toContain(
      'UserErrorBackupOperationInProgress',
    );
  });

  it('when an older api-version asks, then actions and tiers come as numbers and durations as TimeSpan', async () => {
    const path = await azure.trigger(azure.item('vm-01'));

    const job = await azure.get(`${path}?api-version=2016-12-01`);
    const points = await azure.get(`${azure.item('vm-01')}/recoveryPoints?api-version=2021-10-01`);

    expect(job.body.properties).toMatchObject({ actionsInfo: [1], duration: expect.stringMatching(/^00:00:01\.\d+$/) });
    expect(points.body.value[0]?.properties.recoveryPointTierDetails).toEqual([
      { type: 1, status: 1 },
      { type: 2, status: 1 },
    ]);
  });
});
