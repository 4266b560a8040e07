import { list } from '../../support/armBodies';
import type { StubAnswer, StubRequest } from '../../support/armStub';
import { anItem, VAULT } from '../../support/samples';
import { VaultsHarness } from '../../support/vaultsHarness';

const OPERATION = '8fd2f0ea-0000-4000-8000-000000000001';

let azure: VaultsHarness;
beforeEach(async () => {
  azure = await VaultsHarness.start();
});
afterEach(() => azure.close());

const paths = (end: string): readonly StubRequest[] => azure.stub.requests.filter(({ path }) => path.endsWith(end));

describe('a trigger', () => {
  const retainUntil = new Date('2026-12-22T00:00:00Z');
  /** The signed part takes 3.5 KB since 2024. */
  const signature = `?api-version=2024-04-01&t=638&c=${'A'.repeat(2_600)}&s=${'B'.repeat(342)}&h=C`;
  const accepted: StubAnswer = {
    status: 202,
    headers: { 'azure-asyncoperation': `https://management.azure.com/x/operationsStatus/${OPERATION}${signature}` },
  };
  const operation = (body: object): StubAnswer => ({
    body: { name: OPERATION, endTime: '0001-01-01T00:00:00', ...body },
  });
  const named = { status: 'Succeeded', properties: { objectType: 'OperationStatusJobExtendedInfo', jobId: 'job-1' } };

  /** Each poll is answered the next of `polls`, the last one from then on. */
  function answer(polls: readonly StubAnswer[], jobs: StubAnswer = list(), post: StubAnswer = accepted): void {
    azure.stub.answer(({ method, path }) => {
      if (method === 'POST') return post;
      if (path.endsWith('/backupJobs')) return jobs;
      return polls[Math.min(paths(`/backupOperations/${OPERATION}`).length, polls.length) - 1]!;
    });
  }

  it('when the caller gives an id, then the request carries it, and no other request does', async () => {
    answer([operation(named)]);
    const requestId = '11111111-2222-4333-8444-555555555555';
    await azure.port.trigger(anItem(), { retainUntil, requestId });
    await azure.port.cancel(VAULT, 'job-1', requestId);
    const ids = azure.stub.requests.map(({ method, headers }) => [
      method,
      headers['x-ms-client-request-id'] === requestId,
    ]);
    expect(ids).toEqual([
      ['POST', true],
      ['GET', false],
      ['POST', true],
    ]);
  });

  it('when Azure names the job, then that is returned; the request names the retention and is sent once', async () => {
    answer([operation({ status: 'InProgress' }), { status: 400 }, operation(named)]);

    expect(await azure.port.trigger(anItem(), { retainUntil })).toBe('job-1');

    const posts = azure.stub.requests.filter(({ method }) => method === 'POST');
    expect(posts).toHaveLength(1);
    expect(posts[0]!.path).toBe(`${anItem().id}/backup`);
    expect(posts[0]!.body).toEqual({
      properties: { objectType: 'IaasVMBackupRequest', recoveryPointExpiryTimeInUTC: '2026-12-22T00:00:00.000Z' },
    });
    expect(azure.stub.requests.some(({ path }) => path.endsWith('/backupJobs'))).toBe(false);
  });

  it('when a backup was started, then no list from before it is used any more', async () => {
    answer([operation(named)]);
    expect((await azure.port.jobs(VAULT, azure.hoursAgo(1))).value).toEqual([]);
    await azure.clock.advance(1_000);
    await azure.port.trigger(anItem(), { retainUntil });
    await azure.clock.advance(1_000);

    answer([operation(named)], list(azure.job('job-1')));

    expect((await azure.port.jobs(VAULT, azure.hoursAgo(1))).value).toMatchObject([{ id: 'job-1' }]);
  });

  it.each([
    ['Succeeded without a job', { status: 'Succeeded', properties: {} }],
    ['Succeeded without anything', { status: 'Succeeded' }],
  ])('when the operation is %s, then the job list names it', async (_, state) => {
    answer(
      [operation(state)],
      list(azure.job('other', { vm: 'vm-02' }), azure.job('mine'), azure.job('old', { minutesAgo: 60 })),
    );
    expect(await azure.port.trigger(anItem(), { retainUntil })).toBe('mine');
  });

  it('when nothing names the job, then the backup may have been started', async () => {
    answer([operation({ status: 'Succeeded' })]);
    await expect(azure.port.trigger(anItem(), { retainUntil })).rejects.toMatchObject({
      problem: { kind: 'unconfirmed' },
    });
  });

  it('when the operation may not be read, then the list names the job, or Azure’s sentence stands beside the doubt', async () => {
    const message = "No authorization to perform action 'Microsoft.RecoveryServices/vaults/backupOperations/read'.";
    const refused = { status: 403, body: { error: { code: 'AuthorizationFailed', message } } };
    answer([refused], list(azure.job('mine')));
    expect(await azure.port.trigger(anItem(), { retainUntil })).toBe('mine');
    expect(paths(`/backupOperations/${OPERATION}`)).toHaveLength(1);

    answer([refused]);
    await expect(azure.port.trigger(anItem(), { retainUntil })).rejects.toMatchObject({
      ...{ problem: { kind: 'unconfirmed' }, code: 'NoJobNamed', says: message },
    });
  });

  it('when the list shows two backups that began since, then neither is called ours', async () => {
    answer([operation({ status: 'Succeeded' })], list(azure.job('one'), azure.job('two')));
    await expect(azure.port.trigger(anItem(), { retainUntil })).rejects.toMatchObject({
      problem: { kind: 'unconfirmed' },
      code: 'NoJobNamed',
    });
  });

  it('when the operation asks to wait longer than is waited, then it is asked once, and the list names the job', async () => {
    const held = { status: 503, headers: { 'retry-after': '120' } };
    answer([held], list(azure.job('mine')));
    expect(await azure.port.trigger(anItem(), { retainUntil })).toBe('mine');
    expect(paths(`/backupOperations/${OPERATION}`)).toHaveLength(1);
  });

  it.each([409, 400])('when another operation holds the item (%s), then no backup is said to run', async (status) => {
    const message = 'Another operation is in progress on the selected item.';
    const body = { error: { code: 'BMSUserErrorObjectLocked', message } };
    answer([], list(azure.job('ended', { minutesAgo: 90, status: 'Completed' })), { status, body });
    await expect(azure.port.trigger(anItem(), { retainUntil })).rejects.toMatchObject({
      problem: { kind: 'busy' },
      code: 'BMSUserErrorObjectLocked',
      says: message,
    });

    answer([], list(azure.job('running', { minutesAgo: 20 })), { status, body });
    await expect(azure.port.trigger(anItem(), { retainUntil })).rejects.toMatchObject({
      problem: { kind: 'alreadyRunning', job: 'running' },
      says: message,
    });
  });

  it('when the operation fails, then Azure’s words are the refusal; beside a job they do not count', async () => {
    const error = { code: 'UserErrorBcmDatasourceNotPresent', message: 'Not protected.' };
    answer([operation({ status: 'Failed', error })]);
    await expect(azure.port.trigger(anItem(), { retainUntil })).rejects.toMatchObject({
      problem: { kind: 'refused', message: 'Not protected.' },
      code: 'UserErrorBcmDatasourceNotPresent',
    });

    answer([operation({ ...named, error })]);
    expect(await azure.port.trigger(anItem(), { retainUntil })).toBe('job-1');
  });

  it('when a backup runs already, then its job is named from the list where Azure does not', async () => {
    const body = { error: { code: 'UserErrorBackupOperationInProgress', message: 'Busy.' } };
    answer([], list(azure.job('running', { minutesAgo: 20 })), { status: 400, body });
    await expect(azure.port.trigger(anItem(), { retainUntil })).rejects.toMatchObject({
      problem: { kind: 'alreadyRunning', job: 'running' },
    });
  });

  it.each([504, 500])('when the answer is lost (%s), then it is unconfirmed and not sent again', async (status) => {
    answer([], list(), { status });
    await expect(azure.port.trigger(anItem(), { retainUntil })).rejects.toMatchObject({
      problem: { kind: 'unconfirmed' },
    });
    expect(azure.stub.requests).toHaveLength(1);
  });
});

describe('cancel', () => {
  it('when Azure takes it, then the job is read anew afterwards', async () => {
    azure.stub.answer(({ method }) => (method === 'POST' ? { status: 202 } : { body: azure.job('j') }));
    await azure.port.job(VAULT, 'j');
    await azure.clock.advance(1_000);
    await azure.port.cancel(VAULT, 'j');
    await azure.clock.advance(1_000);
    await azure.port.job(VAULT, 'j');
    expect(azure.stub.requests.map(({ method, path }) => [method, path.split('/').at(-1)])).toEqual([
      ['GET', 'j'],
      ['POST', 'cancel'],
      ['GET', 'j'],
    ]);
  });

  it('when another operation holds the item, then no backup is said to run', async () => {
    const body = { error: { code: 'BMSUserErrorObjectLocked', message: 'Another operation is in progress.' } };
    azure.stub.answer(() => ({ status: 409, body }));
    await expect(azure.port.cancel(VAULT, 'j')).rejects.toMatchObject({ problem: { kind: 'busy' } });
  });

  it('when Azure no longer may, then its words say so', async () => {
    const message = "The job isn't in a cancelable state";
    azure.stub.answer(() => ({ status: 400, body: { error: { code: 'UserErrorX', message } } }));
    await expect(azure.port.cancel(VAULT, 'j')).rejects.toMatchObject({ problem: { kind: 'refused', message } });
  });
});
