import { list } from '../../support/armBodies';
import { settle } from '../../support/manualClock';
import { RunningHarness, statusIn } from '../../support/runningHarness';
import { VAULT } from '../../support/samples';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const UNAVAILABLE = { status: 501 };

let azure: RunningHarness;
beforeEach(async () => {
  azure = await RunningHarness.start();
});
afterEach(() => azure.close());

describe('every list holds what runs, whatever its age', () => {
  it.each([
    ['25 hours', 25 * HOUR_MS, 'InProgress'],
    ['4 days', 4 * DAY_MS, 'InProgress'],
    ['20 days', 20 * DAY_MS, 'InProgress'],
    ['4 days, being cancelled', 4 * DAY_MS, 'Cancelling'],
  ])('a job of %s', async (_what, ago, status) => {
    azure.runs('old', ago, status);
    azure.runs('over', ago, 'Completed');
    azure.runs('new', 2 * MINUTE_MS);
    for (const reading of [
      await azure.port.forMonitor.jobs(VAULT, { since: new Date(azure.nowMs()) }),
      await azure.listed(),
    ]) {
      expect(reading.value.map(({ id }) => id)).toEqual(['new', 'old']);
      expect(reading.value[1]).toMatchObject({ state: status === 'Cancelling' ? 'cancelling' : 'inProgress' });
      expect(reading.problem).toBeUndefined();
    }
    expect(azure.port.lastRead.jobs(VAULT, { since: new Date(azure.nowMs()) }, 0)?.value.map(({ id }) => id)).toEqual([
      'new',
      'old',
    ]);
  });

  it('is asked for by status over 31 days, first what runs, then what is being cancelled', async () => {
    await azure.listed();
    const filters = azure.stub.requests.filter(({ query }) => statusIn(query)).map(({ query }) => query.get('$filter'));
    const window = "startTime eq '2026-10-22 05:00:00 PM' and endTime eq '2026-11-22 06:00:00 PM'";
    expect(filters).toEqual([
      `backupManagementType eq 'AzureIaasVM' and status eq 'InProgress' and ${window}`,
      `backupManagementType eq 'AzureIaasVM' and status eq 'Cancelling' and ${window}`,
    ]);
  });

  it('a job that goes from the one status to the other between the two reads', async () => {
    const old = azure.runs('old', 4 * DAY_MS, 'InProgress');
    azure.fault = ({ query }) => {
      if (statusIn(query) === 'Cancelling') old.status = 'Cancelling';
      return null;
    };
    expect(await azure.idsOf()).toEqual(['old']);
  });

  it('a job that grows older than a list reaches, from the list that showed it', async () => {
    azure.runs('long', 10 * MINUTE_MS);
    for (let hours = 0; hours < 60; hours++) {
      expect(await azure.idsOf()).toEqual(['long']);
      await azure.clock.advance(HOUR_MS);
    }
  });

  it('a job of a status that is new to us, from the list that showed it until its own read shows the end', async () => {
    const odd = azure.runs('odd', 10 * MINUTE_MS, 'Pondering');
    await azure.listed();
    await azure.clock.advance(5 * DAY_MS);
    expect(await azure.idsOf()).toEqual(['odd']);
    expect(await azure.idsOf()).toEqual(['odd']);
    odd.status = 'Failed';
    await azure.port.job(VAULT, 'odd', { maxAgeMs: 0 });
    expect(await azure.idsOf()).toEqual([]);
  });

  it('a job that began before a look reaches, until its own read shows the end', async () => {
    const ancient = azure.runs('ancient', 30 * DAY_MS);
    await azure.listed();
    await azure.clock.advance(3 * DAY_MS);
    expect(await azure.idsOf()).toEqual(['ancient']);
    await azure.clock.advance(DAY_MS);
    await azure.listed();
    expect(await azure.idsOf()).toEqual(['ancient']);
    ancient.status = 'Completed';
    await azure.port.job(VAULT, 'ancient', { maxAgeMs: 0 });
    expect(await azure.idsOf()).toEqual([]);
  });

  it('a job that its own read shows before a list does', async () => {
    await azure.listed();
    await azure.clock.advance(1_000);
    azure.runs('new', 0);
    azure.fault = ({ path }) => (path.endsWith('/backupJobs') ? list() : null);
    await azure.port.job(VAULT, 'new');
    expect(await azure.idsOf(azure.listed({ maxAgeMs: 30_000 }))).toEqual(['new']);
  });
});

describe('what has ended is remembered no more', () => {
  it.each(['Completed', 'Failed', 'Cancelled', 'CompletedWithWarnings'])(
    'when its own read shows %s, then no list has it',
    async (status) => {
      const old = azure.runs('old', 4 * DAY_MS);
      await azure.listed();
      old.status = status;
      expect(await azure.idsOf()).toEqual(['old']);
      await azure.port.job(VAULT, 'old', { maxAgeMs: 0 });
      expect(await azure.idsOf()).toEqual([]);
    },
  );

  it.each([
    ['job', 'NotFound'],
    ['vault', 'ResourceNotFound'],
    ['subscription', 'SubscriptionNotFound'],
  ])('when Azure answers once that it knows no such %s, then lists have it still', async (_what, code) => {
    azure.runs('old', 4 * DAY_MS);
    await azure.listed();
    const message = `The Resource 'Microsoft.RecoveryServices/vaults/vault-a' was not found.`;
    azure.fault = ({ path }) => (path.endsWith('/old') ? { status: 404, body: { error: { code, message } } } : null);
    await expect(azure.port.job(VAULT, 'old', { maxAgeMs: 0 })).rejects.toMatchObject({
      problem: { kind: 'notFound' },
    });
    const list = await azure.listed();
    expect([list.value.map(({ id }) => id), list.problem]).toEqual([['old'], undefined]);
  });

  it('when Azure does not know it and no look succeeds, then it is not known what runs', async () => {
    azure.runs('old', 4 * DAY_MS);
    await azure.listed();
    const unfound = { status: 404, body: { error: { code: 'NotFound', message: '' } } };
    const isLook = (query: URLSearchParams): boolean => statusIn(query) !== null;
    azure.fault = ({ path, query }) => (path.endsWith('/old') ? unfound : isLook(query) ? UNAVAILABLE : null);
    await expect(azure.port.job(VAULT, 'old', { maxAgeMs: 0 })).rejects.toMatchObject({
      problem: { kind: 'notFound' },
    });
    const list = await azure.listed();
    expect(list.value.map(({ id }) => id)).toEqual(['old']);
    expect(list.problem).toBeDefined();
  });

  it('when Azure knows it no more, then no list has it', async () => {
    azure.runs('old', 4 * DAY_MS);
    await azure.listed();
    azure.jobs = [];
    await expect(azure.port.job(VAULT, 'old', { maxAgeMs: 0 })).rejects.toMatchObject({
      problem: { kind: 'notFound' },
    });
    expect(await azure.idsOf()).toEqual([]);
  });

  it('when its own read fails, then it stays', async () => {
    azure.runs('old', 4 * DAY_MS);
    await azure.listed();
    azure.fault = ({ path }) => (path.endsWith('/old') ? UNAVAILABLE : null);
    await expect(azure.port.job(VAULT, 'old', { maxAgeMs: 0 })).rejects.toMatchObject({ problem: { status: 501 } });
    expect(await azure.idsOf()).toEqual(['old']);
  });

  it('when the next look shows it no more, then no list has it', async () => {
    const old = azure.runs('old', 4 * DAY_MS);
    await azure.listed();
    old.status = 'Completed';
    await azure.clock.advance(12 * HOUR_MS + 1_000);
    await azure.listed();
    // The look runs behind the lists, over the network: a later list shows what it found.
    for (let lists = 0; lists < 100 && (await azure.idsOf()).length > 0; lists += 1) await settle();
    expect(await azure.idsOf()).toEqual([]);
  });

  it('when a list of its window shows its end or has no row of it, then no list has it', async () => {
    const [ends, goes] = [azure.runs('ends', HOUR_MS), azure.runs('goes', HOUR_MS)];
    await azure.listed();
    ends.status = 'Completed';
    azure.jobs = azure.jobs.filter((job) => job !== goes);
    await azure.clock.advance(MINUTE_MS);
    await azure.listed();
    await azure.clock.advance(2 * DAY_MS);
    azure.fault = ({ query }) => (statusIn(query) ? UNAVAILABLE : null);
    expect(await azure.idsOf()).toEqual([]);
  });
});
