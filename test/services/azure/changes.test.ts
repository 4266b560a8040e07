import { pino } from 'pino';

import { type AzureVaults, createVaults } from '../../../services/azure/vaults';
import { jobRow, list } from '../../support/armBodies';
import { type ArmStub, startArmStub, type StubAnswer, type StubRequest } from '../../support/armStub';
import { ManualClock } from '../../support/manualClock';
import { anItem, VAULT } from '../../support/samples';

const OPERATION = '8fd2f0ea-0000-4000-8000-000000000001';

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

const job = (id: string, change: Parameters<typeof jobRow>[2] = {}): object => jobRow(id, clock.now(), change);
const paths = (end: string): readonly StubRequest[] => stub.requests.filter(({ path }) => path.endsWith(end));
const hoursAgo = (hours: number): { since: Date } => ({ since: new Date(clock.now().getTime() - hours * 3_600_000) });

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
    stub.answer(({ method, path }) => {
      if (method === 'POST') return post;
      if (path.endsWith('/backupJobs')) return jobs;
      return polls[Math.min(paths(`/backupOperations/${OPERATION}`).length, polls.length) - 1]!;
    });
  }

  it('when the caller gives an id, then the request carries it, and no other request does', async () => {
    answer([operation(named)]);
    const requestId = '11111111-2222-4333-8444-555555555555';
    await port.trigger(anItem(), { retainUntil, requestId });
    await port.cancel(VAULT, 'job-1', requestId);
    const ids = stub.requests.map(({ method, headers }) => [method, headers['x-ms-client-request-id'] === requestId]);
    expect(ids).toEqual([
      ['POST', true],
      ['GET', false],
      ['POST', true],
    ]);
  });

  it('when Azure names the job, then that is returned; the request names the retention and is sent once', async () => {
    answer([operation({ status: 'InProgress' }), { status: 400 }, operation(named)]);

    expect(await port.trigger(anItem(), { retainUntil })).toBe('job-1');

    const posts = stub.requests.filter(({ method }) => method === 'POST');
    expect(posts).toHaveLength(1);
    expect(posts[0]!.path).toBe(`${anItem().id}/backup`);
    expect(posts[0]!.body).toEqual({
      properties: { objectType: 'IaasVMBackupRequest', recoveryPointExpiryTimeInUTC: '2026-12-22T00:00:00.000Z' },
    });
    expect(stub.requests.some(({ path }) => path.endsWith('/backupJobs'))).toBe(false);
  });

  it('when a backup was started, then no list from before it is used any more', async () => {
    answer([operation(named)]);
    expect((await port.jobs(VAULT, hoursAgo(1))).value).toEqual([]);
    await clock.advance(1_000);
    await port.trigger(anItem(), { retainUntil });
    await clock.advance(1_000);

    answer([operation(named)], list(job('job-1')));

    expect((await port.jobs(VAULT, hoursAgo(1))).value).toMatchObject([{ id: 'job-1' }]);
  });

  it.each([
    ['Succeeded without a job', { status: 'Succeeded', properties: {} }],
    ['Succeeded without anything', { status: 'Succeeded' }],
  ])('when the operation is %s, then the job list names it', async (_, state) => {
    answer([operation(state)], list(job('other', { vm: 'vm-02' }), job('mine'), job('old', { minutesAgo: 60 })));
    expect(await port.trigger(anItem(), { retainUntil })).toBe('mine');
  });

  it('when nothing names the job, then the backup may have been started', async () => {
    answer([operation({ status: 'Succeeded' })]);
    await expect(port.trigger(anItem(), { retainUntil })).rejects.toMatchObject({ problem: { kind: 'unconfirmed' } });
  });

  it('when the list shows two backups that began since, then neither is called ours', async () => {
    answer([operation({ status: 'Succeeded' })], list(job('one'), job('two')));
    await expect(port.trigger(anItem(), { retainUntil })).rejects.toMatchObject({
      problem: { kind: 'unconfirmed' },
      code: 'NoJobNamed',
    });
  });

  it('when the operation asks to wait longer than is waited, then it is asked once, and the list names the job', async () => {
    const held = { status: 503, headers: { 'retry-after': '120' } };
    answer([held], list(job('mine')));
    expect(await port.trigger(anItem(), { retainUntil })).toBe('mine');
    expect(paths(`/backupOperations/${OPERATION}`)).toHaveLength(1);
  });

  it.each([409, 400])('when another operation holds the item (%s), then no backup is said to run', async (status) => {
    const message = 'Another operation is in progress on the selected item.';
    const body = { error: { code: 'BMSUserErrorObjectLocked', message } };
    answer([], list(job('ended', { minutesAgo: 90, status: 'Completed' })), { status, body });
    await expect(port.trigger(anItem(), { retainUntil })).rejects.toMatchObject({
      problem: { kind: 'busy' },
      code: 'BMSUserErrorObjectLocked',
      says: message,
    });

    answer([], list(job('running', { minutesAgo: 20 })), { status, body });
    await expect(port.trigger(anItem(), { retainUntil })).rejects.toMatchObject({
      problem: { kind: 'alreadyRunning', job: 'running' },
      says: message,
    });
  });

  it('when the operation fails, then Azure’s words are the refusal; beside a job they do not count', async () => {
    const error = { code: 'UserErrorBcmDatasourceNotPresent', message: 'Not protected.' };
    answer([operation({ status: 'Failed', error })]);
    await expect(port.trigger(anItem(), { retainUntil })).rejects.toMatchObject({
      problem: { kind: 'refused', message: 'Not protected.' },
      code: 'UserErrorBcmDatasourceNotPresent',
    });

    answer([operation({ ...named, error })]);
    expect(await port.trigger(anItem(), { retainUntil })).toBe('job-1');
  });

  it('when a backup runs already, then its job is named from the list where Azure does not', async () => {
    const body = { error: { code: 'UserErrorBackupOperationInProgress', message: 'Busy.' } };
    answer([], list(job('running', { minutesAgo: 20 })), { status: 400, body });
    await expect(port.trigger(anItem(), { retainUntil })).rejects.toMatchObject({
      problem: { kind: 'alreadyRunning', job: 'running' },
    });
  });

  it.each([504, 500])('when the answer is lost (%s), then it is unconfirmed and not sent again', async (status) => {
    answer([], list(), { status });
    await expect(port.trigger(anItem(), { retainUntil })).rejects.toMatchObject({ problem: { kind: 'unconfirmed' } });
    expect(stub.requests).toHaveLength(1);
  });
});

describe('cancel', () => {
  it('when Azure takes it, then the job is read anew afterwards', async () => {
    stub.answer(({ method }) => (method === 'POST' ? { status: 202 } : { body: job('j') }));
    await port.job(VAULT, 'j');
    await clock.advance(1_000);
    await port.cancel(VAULT, 'j');
    await clock.advance(1_000);
    await port.job(VAULT, 'j');
    expect(stub.requests.map(({ method, path }) => [method, path.split('/').at(-1)])).toEqual([
      ['GET', 'j'],
      ['POST', 'cancel'],
      ['GET', 'j'],
    ]);
  });

  it('when another operation holds the item, then no backup is said to run', async () => {
    const body = { error: { code: 'BMSUserErrorObjectLocked', message: 'Another operation is in progress.' } };
    stub.answer(() => ({ status: 409, body }));
    await expect(port.cancel(VAULT, 'j')).rejects.toMatchObject({ problem: { kind: 'busy' } });
  });

  it('when Azure no longer may, then its words say so', async () => {
    const message = "The job isn't in a cancelable state";
    stub.answer(() => ({ status: 400, body: { error: { code: 'UserErrorX', message } } }));
    await expect(port.cancel(VAULT, 'j')).rejects.toMatchObject({ problem: { kind: 'refused', message } });
  });
});
