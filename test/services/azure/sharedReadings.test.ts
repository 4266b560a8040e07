import { createSharedReadings, type SharedReadings } from '../../../services/azure/sharedReadings';
import { AzureError } from '../../../services/backup/vaults';
import { ManualClock } from '../../support/manualClock';

const DOWN = new AzureError({ kind: 'unavailable', status: 503 });
let clock: ManualClock;
let readings: SharedReadings<number>;
let loads: number;

beforeEach(() => {
  clock = new ManualClock();
  readings = createSharedReadings({ clock, keysMax: 2 });
  loads = 0;
});

const load = async (): Promise<number> => Promise.resolve(++loads);
const fail = async (): Promise<number> => Promise.reject(DOWN);

it('when several ask at the same time, then one request serves them, even those who want a new reading', async () => {
  const asked = [0, 0, 30_000].map((maxAgeMs) => readings.read('a', { maxAgeMs }, load));

  expect((await Promise.all(asked)).map(({ value }) => value)).toEqual([1, 1, 1]);
});

it('when a reading is new enough, then nobody asks again; when it is older, or a new one is wanted, then somebody does', async () => {
  await readings.read('a', { maxAgeMs: 0 }, load);
  await clock.advance(30_000);
  expect((await readings.read('a', { maxAgeMs: 30_000 }, load)).value).toBe(1);
  expect((await readings.read('a', { maxAgeMs: 29_999 }, load)).value).toBe(2);
  expect((await readings.read('a', { maxAgeMs: 0 }, load)).value).toBe(3);
});

it('when a reading took its time, then it is as old as its question', async () => {
  const asked = clock.now();
  const slow = async (): Promise<number> => {
    await clock.advance(9_000);
    return 1;
  };

  expect((await readings.read('a', { maxAgeMs: 0 }, slow)).at).toEqual(asked);
});

it('when Azure fails, then the last reading is given with the problem; when there is none, then the problem', async () => {
  await expect(readings.read('a', { maxAgeMs: 0 }, fail)).rejects.toBe(DOWN);
  const { at } = await readings.read('a', { maxAgeMs: 0 }, load);
  await clock.advance(60_000);

  expect(await readings.read('a', { maxAgeMs: 30_000 }, fail)).toEqual({ value: 1, at, problem: DOWN });
});

it('when Azure asked to wait, then nobody asks before, whatever is wanted; then somebody does', async () => {
  const until = new Date(clock.now().getTime() + 120_000);
  const busy = new AzureError({ kind: 'unavailable', status: 503, until });
  let asked = 0;
  const wait = async (): Promise<number> => {
    asked++;
    return Promise.reject(busy);
  };
  await expect(readings.read('a', { maxAgeMs: 30_000 }, wait)).rejects.toBe(busy);
  await clock.advance(119_999);
  await expect(readings.read('a', { maxAgeMs: 0 }, wait)).rejects.toBe(busy);
  expect(asked).toBe(1);
  expect((await readings.read('b', { maxAgeMs: 0 }, load)).value).toBe(1);

  await clock.advance(1);
  expect((await readings.read('a', { maxAgeMs: 0 }, load)).value).toBe(2);
});

it('when the budget of one who asks is spent, then others are not held by it', async () => {
  const until = new Date(clock.now().getTime() + 120_000);
  const spent = new AzureError({ kind: 'throttled', own: true, until });
  await expect(readings.read('a', { maxAgeMs: 0 }, async () => Promise.reject(spent))).rejects.toBe(spent);
  expect((await readings.read('a', { maxAgeMs: 0 }, load)).value).toBe(1);
});

it('when something was changed, then no reading that was asked for before does, landed or not', async () => {
  let land: (value: number) => void = () => undefined;
  const early = readings.read('a', { maxAgeMs: 0 }, () => new Promise((resolve) => (land = resolve)));
  await clock.advance(10);

  readings.outdate('a');
  await clock.advance(1);
  const late = readings.read('a', { maxAgeMs: 30_000 }, async () => 2);
  expect((await late).value).toBe(2);
  land(1);
  await early;

  expect((await readings.read('a', { maxAgeMs: 30_000 }, load)).value).toBe(2);
  expect(readings.last('a')?.value).toBe(2);
});

it('when a wide reading is at hand, then it serves narrower wishes; a narrow one does not serve a wider', async () => {
  await readings.read('a', { maxAgeMs: 0, scope: 100 }, load);
  expect((await readings.read('a', { maxAgeMs: 30_000, scope: 200 }, load)).value).toBe(1);
  expect((await readings.read('a', { maxAgeMs: 30_000, scope: 50 }, load)).value).toBe(2);
  await clock.advance(60_000);
  expect((await readings.read('a', { maxAgeMs: 30_000, scope: 200 }, load)).value).toBe(3);

  const wide = await readings.read('a', { maxAgeMs: 30_000, scope: 50 }, fail);

  expect(wide).toMatchObject({ value: 2, problem: DOWN });
});

it('when more keys are read than are kept, then those used last stay', async () => {
  for (const key of ['a', 'b', 'a', 'c']) await readings.read(key, { maxAgeMs: 30_000 }, load);

  expect(['a', 'b', 'c'].map((key) => readings.last(key) !== null)).toEqual([true, false, true]);
});

it('when failures are remembered, then a caller who would take an older reading does not wait for the next one', async () => {
  const patient = createSharedReadings<number>({ clock, keysMax: 1, failureAgeMs: 30_000 });
  await expect(patient.read('a', { maxAgeMs: 300_000 }, fail)).rejects.toBe(DOWN);
  await clock.advance(1_000);
  await expect(patient.read('a', { maxAgeMs: 300_000 }, load)).rejects.toBe(DOWN);
  expect((await patient.read('a', { maxAgeMs: 0 }, load)).value).toBe(1);
});

it('when something of ours throws, then it is an AzureError that says so', async () => {
  const broken = async (): Promise<number> => Promise.reject(new TypeError('x is undefined'));

  await expect(readings.read('a', { maxAgeMs: 0 }, broken)).rejects.toMatchObject({
    problem: { kind: 'unavailable', status: 0 },
    code: 'UnexpectedFault',
  });
});
