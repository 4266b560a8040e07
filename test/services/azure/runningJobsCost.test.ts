import { pino } from 'pino';

import { type AzureVaults, createVaults } from '../../../services/azure/vaults';
import { jobRow, list } from '../../support/armBodies';
import { type ArmStub, startArmStub, type StubAnswer, type StubRequest } from '../../support/armStub';
import { ManualClock } from '../../support/manualClock';
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
const looks = (): string[] => stub.requests.flatMap(({ query }) => statusIn(query.get('$filter') ?? '') ?? []);

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

describe('what it costs', () => {
  it('two reads of each vault in twelve hours, whoever asks', async () => {
    for (let minute = 0; minute < 24 * 60; minute += 15) {
      await Promise.all([listed(), port.forMonitor.jobs(VAULT, { since: clock.now() })]);
      await clock.advance(15 * MINUTE_MS);
    }
    expect(looks().length).toBeGreaterThanOrEqual(4);
    expect(looks().length).toBeLessThanOrEqual(6);
  });

  it('none for a list that is read sparingly where half of the hour is spent, and that list says what it lacks', async () => {
    const sparing = { maxAgeMs: 0, sparing: true };
    const window = { since: new Date(nowMs() - HOUR_MS) };
    runs('old', 4 * DAY_MS);
    for (let n = 0; n < 40; n++) await port.forMonitor.job(VAULT, `x${n}`).catch(() => null);
    const list = await port.forMonitor.jobs(VAULT, window, sparing);
    expect([looks(), list.value, list.problem === undefined]).toEqual([[], [], false]);

    await clock.advance(HOUR_MS + 2 * MINUTE_MS);
    expect(await idsOf(port.forMonitor.jobs(VAULT, window, sparing))).toEqual(['old']);
    expect(looks()).toHaveLength(2);
  });

  it('at most one read an hour more while looks fail for a day, and the first that succeeds ends it', async () => {
    fault = ({ query }) => (statusIn(query.get('$filter') ?? '') ? UNAVAILABLE : null);
    for (let minute = 0; minute < 24 * 60; minute += minute < 60 ? 1 : 15) {
      await listed({ maxAgeMs: 30_000 });
      await clock.advance((minute < 60 ? 1 : 15) * MINUTE_MS);
    }
    expect(looks().length).toBeLessThanOrEqual(24 + 6);
    fault = () => null;
    runs('old', 4 * DAY_MS);
    await clock.advance(HOUR_MS);
    const reading = await listed();
    expect(reading.problem).toBeUndefined();
    expect(reading.value.map(({ id }) => id)).toEqual(['old']);
  });

  it('no wait after an outage: with the first list that can be read it is known again what runs', async () => {
    runs('old', 4 * DAY_MS);
    fault = () => UNAVAILABLE;
    for (let minute = 0; minute < 90; minute += 2) {
      await listed().catch(() => null);
      await clock.advance(2 * MINUTE_MS);
    }
    expect(looks().length).toBeLessThan(10);
    fault = () => null;
    const reading = await listed();
    expect([reading.value.map(({ id }) => id), reading.problem]).toEqual([['old'], undefined]);
  });

  it('the watcher’s share, and a command’s where that is spent', async () => {
    for (let n = 0; n < 75; n++) await port.forMonitor.job(VAULT, `x${n}`).catch(() => null);
    await expect(port.forMonitor.jobs(VAULT, { since: clock.now() })).rejects.toMatchObject({ problem: { own: true } });
    expect(looks()).toHaveLength(0);
    expect((await listed()).problem).toBeUndefined();
    expect(looks()).toHaveLength(2);
  });
});

describe('where it is not known what runs, the list says so', () => {
  it('when no look has succeeded yet', async () => {
    fault = ({ query }) => (statusIn(query.get('$filter') ?? '') === 'Cancelling' ? UNAVAILABLE : null);
    runs('new', MINUTE_MS);
    const reading = await listed();
    expect(reading).toMatchObject({
      value: [{ id: 'new' }],
      problem: { problem: { kind: 'unavailable', status: 501 } },
    });
    expect(port.lastRead.jobs(VAULT, { since: clock.now() }, 0)?.problem).toBeDefined();
  });

  it('when both shares are spent, and at once no more when they are not', async () => {
    await listed();
    await clock.advance(21 * HOUR_MS);
    for (let n = 0; n < 75; n++) await port.forMonitor.job(VAULT, `x${n}`).catch(() => null);
    for (let n = 0; n < 59; n++) await port.job(VAULT, `x${n}`, { maxAgeMs: 0 }).catch(() => null);
    expect((await listed()).problem?.problem).toMatchObject({ kind: 'throttled', own: true });
    await clock.advance(HOUR_MS + 2 * MINUTE_MS);
    expect((await listed()).problem).toBeUndefined();
  });

  it('when the last good look is older than the lists reach back, not before', async () => {
    await listed();
    fault = ({ query }) => (statusIn(query.get('$filter') ?? '') ? UNAVAILABLE : null);
    await clock.advance(20 * HOUR_MS);
    expect((await listed()).problem).toBeUndefined();
    await clock.advance(2 * HOUR_MS);
    expect((await listed()).problem).toBeDefined();
  });

  it('and an answer does not wait for a look that is good for hours yet', async () => {
    await listed();
    await clock.advance(13 * HOUR_MS);
    fault = ({ query }) => (statusIn(query.get('$filter') ?? '') ? 'hang' : null);
    expect((await listed()).problem).toBeUndefined();
  });
});
