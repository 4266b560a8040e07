import { pino } from 'pino';

import { type AzureVaults, createVaults } from '../../../services/azure/vaults';
import { jobRow, list } from '../../support/armBodies';
import { type ArmStub, startArmStub, type StubAnswer, type StubRequest } from '../../support/armStub';
import { ManualClock, settle } from '../../support/manualClock';
import { VAULT } from '../../support/samples';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A job of the vault, as Azure has it. */
interface TrueJob {
  readonly id: string;
  readonly startedMs: number;
  status: string;
}

let stub: ArmStub;
let clock: ManualClock;
let port: AzureVaults;
let jobs: TrueJob[];
/** What a request is answered in place of the truth. */
let fault: (request: StubRequest) => StubAnswer | null;

beforeEach(async () => {
  stub = await startArmStub();
  clock = new ManualClock();
  jobs = [];
  fault = () => null;
  stub.answer((request) => fault(request) ?? answerTo(request));
  port = createVaults({
    ...{ resourceManagerUrl: stub.url, subscriptionIds: [], vaults: [VAULT], credential: null, clock },
    ...{ log: pino({ level: 'silent' }), jobReadsPerHour: null },
  });
});
afterEach(async () => {
  await port.close();
  await stub.close();
});

/** As Azure does: a list has the jobs that began in its window, and of one status where that is asked for. */
function answerTo({ path, query }: StubRequest): StubAnswer {
  const row = ({ id, startedMs, status }: TrueJob): object =>
    jobRow(id, clock.now(), { minutesAgo: (nowMs() - startedMs) / MINUTE_MS, status });
  const single = jobs.find(({ id }) => path.endsWith(`/backupJobs/${id}`));
  if (single) return { body: row(single) };
  if (!path.endsWith('/backupJobs')) return { status: 404, body: { error: { code: 'NotFound', message: '' } } };
  const filter = query.get('$filter') ?? '';
  const from = Date.parse(`${/startTime eq '([^']+)'/.exec(filter)![1]!} UTC`);
  const status = statusIn(filter);
  return list(...jobs.filter((job) => job.startedMs >= from && (status === null || job.status === status)).map(row));
}

const statusIn = (filter: string): string | null => /status eq '([^']+)'/.exec(filter)?.[1] ?? null;
const nowMs = (): number => clock.now().getTime();

function runs(id: string, ago: number, status = 'InProgress'): TrueJob {
  const job = { id, startedMs: nowMs() - ago, status };
  jobs.push(job);
  return job;
}

function listed(options = { maxAgeMs: 0 }): ReturnType<AzureVaults['jobs']> {
  return port.jobs(VAULT, { since: new Date(nowMs() - HOUR_MS) }, options);
}
const idsOf = async (reading = listed()): Promise<string[]> => (await reading).value.map(({ id }) => id);
const UNAVAILABLE = { status: 501 };

describe('every list holds what runs, whatever its age', () => {
  it.each([
    ['25 hours', 25 * HOUR_MS, 'InProgress'],
    ['4 days', 4 * DAY_MS, 'InProgress'],
    ['20 days', 20 * DAY_MS, 'InProgress'],
    ['4 days, being cancelled', 4 * DAY_MS, 'Cancelling'],
  ])('a job of %s', async (_what, ago, status) => {
    runs('old', ago, status);
    runs('over', ago, 'Completed');
    runs('new', 2 * MINUTE_MS);
    for (const reading of [await port.forMonitor.jobs(VAULT, { since: new Date(nowMs()) }), await listed()]) {
      expect(reading.value.map(({ id }) => id)).toEqual(['new', 'old']);
      expect(reading.value[1]).toMatchObject({ state: status === 'Cancelling' ? 'cancelling' : 'inProgress' });
      expect(reading.problem).toBeUndefined();
    }
    expect(port.lastRead.jobs(VAULT, { since: new Date(nowMs()) }, 0)?.value.map(({ id }) => id)).toEqual([
      'new',
      'old',
    ]);
  });

  it('is asked for by status over 31 days, first what runs, then what is being cancelled', async () => {
    await listed();
    const filters = stub.requests.map(({ query }) => query.get('$filter')!).filter((filter) => statusIn(filter));
    const window = "startTime eq '2026-10-22 05:00:00 PM' and endTime eq '2026-11-22 06:00:00 PM'";
    expect(filters).toEqual([
      `backupManagementType eq 'AzureIaasVM' and status eq 'InProgress' and ${window}`,
      `backupManagementType eq 'AzureIaasVM' and status eq 'Cancelling' and ${window}`,
    ]);
  });

  it('a job that goes from the one status to the other between the two reads', async () => {
    const old = runs('old', 4 * DAY_MS, 'InProgress');
    fault = ({ query }) => {
      if (statusIn(query.get('$filter') ?? '') === 'Cancelling') old.status = 'Cancelling';
      return null;
    };
    expect(await idsOf()).toEqual(['old']);
  });

  it('a job that grows older than a list reaches, from the list that showed it', async () => {
    runs('long', 10 * MINUTE_MS);
    for (let hours = 0; hours < 60; hours++) {
      expect(await idsOf()).toEqual(['long']);
      await clock.advance(HOUR_MS);
    }
  });

  it('a job of a status that is new to us, from the list that showed it until its own read shows the end', async () => {
    const odd = runs('odd', 10 * MINUTE_MS, 'Pondering');
    await listed();
    await clock.advance(5 * DAY_MS);
    expect(await idsOf()).toEqual(['odd']);
    expect(await idsOf()).toEqual(['odd']);
    odd.status = 'Failed';
    await port.job(VAULT, 'odd', { maxAgeMs: 0 });
    expect(await idsOf()).toEqual([]);
  });

  it('a job that began before a look reaches, until its own read shows the end', async () => {
    const ancient = runs('ancient', 30 * DAY_MS);
    await listed();
    await clock.advance(3 * DAY_MS);
    expect(await idsOf()).toEqual(['ancient']);
    await clock.advance(DAY_MS);
    await listed();
    expect(await idsOf()).toEqual(['ancient']);
    ancient.status = 'Completed';
    await port.job(VAULT, 'ancient', { maxAgeMs: 0 });
    expect(await idsOf()).toEqual([]);
  });

  it('a job that its own read shows before a list does', async () => {
    await listed();
    await clock.advance(1_000);
    runs('new', 0);
    fault = ({ path }) => (path.endsWith('/backupJobs') ? list() : null);
    await port.job(VAULT, 'new');
    expect(await idsOf(listed({ maxAgeMs: 30_000 }))).toEqual(['new']);
  });
});

describe('what has ended is remembered no more', () => {
  it.each(['Completed', 'Failed', 'Cancelled', 'CompletedWithWarnings'])(
    'when its own read shows %s, then no list has it',
    async (status) => {
      const old = runs('old', 4 * DAY_MS);
      await listed();
      old.status = status;
      expect(await idsOf()).toEqual(['old']);
      await port.job(VAULT, 'old', { maxAgeMs: 0 });
      expect(await idsOf()).toEqual([]);
    },
  );

  it.each([
    ['job', 'NotFound'],
    ['vault', 'ResourceNotFound'],
    ['subscription', 'SubscriptionNotFound'],
  ])('when Azure answers once that it knows no such %s, then lists have it still', async (_what, code) => {
    runs('old', 4 * DAY_MS);
    await listed();
    const message = `The Resource 'Microsoft.RecoveryServices/vaults/vault-a' was not found.`;
    fault = ({ path }) => (path.endsWith('/old') ? { status: 404, body: { error: { code, message } } } : null);
    await expect(port.job(VAULT, 'old', { maxAgeMs: 0 })).rejects.toMatchObject({ problem: { kind: 'notFound' } });
    const list = await listed();
    expect([list.value.map(({ id }) => id), list.problem]).toEqual([['old'], undefined]);
  });

  it('when Azure does not know it and no look succeeds, then it is not known what runs', async () => {
    runs('old', 4 * DAY_MS);
    await listed();
    const unfound = { status: 404, body: { error: { code: 'NotFound', message: '' } } };
    const isLook = (query: URLSearchParams): boolean => statusIn(query.get('$filter') ?? '') !== null;
    fault = ({ path, query }) => (path.endsWith('/old') ? unfound : isLook(query) ? UNAVAILABLE : null);
    await expect(port.job(VAULT, 'old', { maxAgeMs: 0 })).rejects.toMatchObject({ problem: { kind: 'notFound' } });
    const list = await listed();
    expect(list.value.map(({ id }) => id)).toEqual(['old']);
    expect(list.problem).toBeDefined();
  });

  it('when Azure knows it no more, then no list has it', async () => {
    runs('old', 4 * DAY_MS);
    await listed();
    jobs = [];
    await expect(port.job(VAULT, 'old', { maxAgeMs: 0 })).rejects.toMatchObject({ problem: { kind: 'notFound' } });
    expect(await idsOf()).toEqual([]);
  });

  it('when its own read fails, then it stays', async () => {
    runs('old', 4 * DAY_MS);
    await listed();
    fault = ({ path }) => (path.endsWith('/old') ? UNAVAILABLE : null);
    await expect(port.job(VAULT, 'old', { maxAgeMs: 0 })).rejects.toMatchObject({ problem: { status: 501 } });
    expect(await idsOf()).toEqual(['old']);
  });

  it('when the next look shows it no more, then no list has it', async () => {
    const old = runs('old', 4 * DAY_MS);
    await listed();
    old.status = 'Completed';
    await clock.advance(12 * HOUR_MS + 1_000);
    await listed();
    // The look runs behind the lists, over the network: a later list shows what it found.
    for (let lists = 0; lists < 100 && (await idsOf()).length > 0; lists += 1) await settle();
    expect(await idsOf()).toEqual([]);
  });

  it('when a list of its window shows its end or has no row of it, then no list has it', async () => {
    const [ends, goes] = [runs('ends', HOUR_MS), runs('goes', HOUR_MS)];
    await listed();
    ends.status = 'Completed';
    jobs = jobs.filter((job) => job !== goes);
    await clock.advance(MINUTE_MS);
    await listed();
    await clock.advance(2 * DAY_MS);
    fault = ({ query }) => (statusIn(query.get('$filter') ?? '') ? UNAVAILABLE : null);
    expect(await idsOf()).toEqual([]);
  });
});
