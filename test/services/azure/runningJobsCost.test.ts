import { RunningHarness, statusIn } from '../../support/runningHarness';
import { VAULT } from '../../support/samples';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

let azure: RunningHarness;
beforeEach(async () => {
  azure = await RunningHarness.start();
});
afterEach(() => azure.close());

const looks = (): string[] => azure.stub.requests.flatMap(({ query }) => statusIn(query) ?? []);
const UNAVAILABLE = { status: 501 };

describe('what it costs', () => {
  it('two reads of each vault in twelve hours, whoever asks', async () => {
    for (let minute = 0; minute < 24 * 60; minute += 15) {
      await Promise.all([azure.listed(), azure.port.forMonitor.jobs(VAULT, { since: azure.clock.now() })]);
      await azure.clock.advance(15 * MINUTE_MS);
    }
    expect(looks().length).toBeGreaterThanOrEqual(4);
    expect(looks().length).toBeLessThanOrEqual(6);
  });

  it('none for a list that is read sparingly where half of the hour is spent, and that list says what it lacks', async () => {
    const sparing = { maxAgeMs: 0, sparing: true };
    const window = { since: new Date(azure.nowMs() - HOUR_MS) };
    azure.runs('old', 4 * DAY_MS);
    for (let n = 0; n < 40; n++) await azure.port.forMonitor.job(VAULT, `x${n}`).catch(() => null);
    const list = await azure.port.forMonitor.jobs(VAULT, window, sparing);
    expect([looks(), list.value, list.problem === undefined]).toEqual([[], [], false]);

    await azure.clock.advance(HOUR_MS + 2 * MINUTE_MS);
    expect(await azure.idsOf(azure.port.forMonitor.jobs(VAULT, window, sparing))).toEqual(['old']);
    expect(looks()).toHaveLength(2);
  });

  it('at most one read an hour more while looks fail for a day, and the first that succeeds ends it', async () => {
    azure.fault = ({ query }) => (statusIn(query) ? UNAVAILABLE : null);
    for (let minute = 0; minute < 24 * 60; minute += minute < 60 ? 1 : 15) {
      await azure.listed({ maxAgeMs: 30_000 });
      await azure.clock.advance((minute < 60 ? 1 : 15) * MINUTE_MS);
    }
    expect(looks().length).toBeLessThanOrEqual(24 + 6);
    azure.fault = () => null;
    azure.runs('old', 4 * DAY_MS);
    await azure.clock.advance(HOUR_MS);
    const reading = await azure.listed();
    expect(reading.problem).toBeUndefined();
    expect(reading.value.map(({ id }) => id)).toEqual(['old']);
  });

  it('no wait after an outage: with the first list that can be read it is known again what runs', async () => {
    azure.runs('old', 4 * DAY_MS);
    azure.fault = () => UNAVAILABLE;
    for (let minute = 0; minute < 90; minute += 2) {
      await azure.listed().catch(() => null);
      await azure.clock.advance(2 * MINUTE_MS);
    }
    expect(looks().length).toBeLessThan(10);
    azure.fault = () => null;
    const reading = await azure.listed();
    expect([reading.value.map(({ id }) => id), reading.problem]).toEqual([['old'], undefined]);
  });

  it('the watcher’s share, and a command’s where that is spent', async () => {
    for (let n = 0; n < 75; n++) await azure.port.forMonitor.job(VAULT, `x${n}`).catch(() => null);
    await expect(azure.port.forMonitor.jobs(VAULT, { since: azure.clock.now() })).rejects.toMatchObject({
      problem: { own: true },
    });
    expect(looks()).toHaveLength(0);
    expect((await azure.listed()).problem).toBeUndefined();
    expect(looks()).toHaveLength(2);
  });
});

describe('where it is not known what runs, the list says so', () => {
  it('when no look has succeeded yet', async () => {
    azure.fault = ({ query }) => (statusIn(query) === 'Cancelling' ? UNAVAILABLE : null);
    azure.runs('new', MINUTE_MS);
    const reading = await azure.listed();
    expect(reading).toMatchObject({
      value: [{ id: 'new' }],
      problem: { problem: { kind: 'unavailable', status: 501 } },
    });
    expect(azure.port.lastRead.jobs(VAULT, { since: azure.clock.now() }, 0)?.problem).toBeDefined();
  });

  it('when both shares are spent, and at once no more when they are not', async () => {
    await azure.listed();
    await azure.clock.advance(21 * HOUR_MS);
    for (let n = 0; n < 75; n++) await azure.port.forMonitor.job(VAULT, `x${n}`).catch(() => null);
    for (let n = 0; n < 59; n++) await azure.port.job(VAULT, `x${n}`, { maxAgeMs: 0 }).catch(() => null);
    expect((await azure.listed()).problem?.problem).toMatchObject({ kind: 'throttled', own: true });
    await azure.clock.advance(HOUR_MS + 2 * MINUTE_MS);
    expect((await azure.listed()).problem).toBeUndefined();
  });

  it('when the last good look is older than the lists reach back, not before', async () => {
    await azure.listed();
    azure.fault = ({ query }) => (statusIn(query) ? UNAVAILABLE : null);
    await azure.clock.advance(20 * HOUR_MS);
    expect((await azure.listed()).problem).toBeUndefined();
    await azure.clock.advance(2 * HOUR_MS);
    expect((await azure.listed()).problem).toBeDefined();
  });

  it('and an answer does not wait for a look that is good for hours yet', async () => {
    await azure.listed();
    await azure.clock.advance(13 * HOUR_MS);
    azure.fault = ({ query }) => (statusIn(query) ? 'hang' : null);
    expect((await azure.listed()).problem).toBeUndefined();
  });
});
