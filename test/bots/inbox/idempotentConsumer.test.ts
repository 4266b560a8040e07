import { IdempotentConsumer } from '../../../bots/inbox/idempotentConsumer';
import { ManualClock } from '../../support/manualClock';
import { type LogLine, recording } from '../../support/startBot';

const HOUR_MS = 3_600_000;

function deliveries({ clock = new ManualClock(), realNow = (): number => 0, bytesOf = (): number => 0 } = {}) {
  const lines: LogLine[] = [];
  return {
    lines,
    clock,
    deliveries: new IdempotentConsumer<number>({ clock, log: recording(lines), bytesOf, realNow }),
  };
}

it('when the same work is asked for while it is under way, then both get its one result', async () => {
  const work = jest.fn(async () => 7);
  const { deliveries: once } = deliveries();

  expect(await Promise.all([once.once('a', work), once.once('a', work), once.once('b', work)])).toEqual([7, 7, 7]);
  expect(work).toHaveBeenCalledTimes(2);
});

it('when the work fails, then whoever asks next tries again', async () => {
  const work = jest.fn<Promise<number>, []>().mockRejectedValueOnce(new RangeError('no')).mockResolvedValue(1);
  const { deliveries: once } = deliveries();

  await expect(once.once('a', work)).rejects.toThrow('no');

  expect(await once.once('a', work)).toBe(1);
});

it('when a day of the bot has passed but no quarter of an hour of ours, then it is still known', async () => {
  const real = { nowMs: 0 };
  const work = jest.fn(async () => 7);
  const { clock, deliveries: once } = deliveries({ realNow: () => real.nowMs });
  await once.once('a', work);

  await clock.advance(25 * HOUR_MS);
  await once.once('a', work);
  expect(work).toHaveBeenCalledTimes(1);

  real.nowMs = 16 * 60_000;
  await once.once('a', work);
  expect(work).toHaveBeenCalledTimes(2);
});

it('when there are too many to remember, then the oldest is forgotten and the log says so', async () => {
  const work = jest.fn(async () => 7);
  const { lines, deliveries: once } = deliveries();
  for (let n = 0; n <= 20_000; n += 1) await once.once(String(n), work);
  work.mockClear();

  await once.once('20000', work);
  await once.once('0', work);

  expect(work).toHaveBeenCalledTimes(1);
  expect(lines.map(({ level }) => level)).toContain('warn');
});

it('when the answers to remember are large, then fewer are kept: 32 MB of them, whatever their number', async () => {
  const work = jest.fn(async () => 7);
  const { lines, deliveries: once } = deliveries({ bytesOf: () => 2 ** 20 });
  for (let n = 0; n < 200; n += 1) await once.once(String(n), work);
  work.mockClear();

  for (const recent of ['199', '190', '180', '170']) await once.once(recent, work);
  expect(work).not.toHaveBeenCalled();
  await once.once('160', work);
  expect(work).toHaveBeenCalledTimes(1);
  expect(lines.map(({ level }) => level)).toEqual(['warn']); // Not one for each that is forgotten.
});

it('when the keys are long, then they count too', async () => {
  const work = jest.fn(async () => 7);
  const { deliveries: once } = deliveries();
  const key = (n: number): string => `${n}${'x'.repeat(2 ** 19)}`;
  for (let n = 0; n < 50; n += 1) await once.once(key(n), work);
  work.mockClear();

  await once.once(key(0), work);
  expect(work).toHaveBeenCalledTimes(1);
});

it('when a result does not stand, then its weight is gone with it', async () => {
  const work = jest.fn(async () => 7);
  const { lines, deliveries: once } = deliveries({ bytesOf: () => 2 ** 25 });
  for (let n = 0; n < 200; n += 1) await once.once(String(n), work, () => false);
  expect(lines).toEqual([]);
});

it('when what came of it does not stand, then whoever asks next does the work, and who asked meanwhile gets the same', async () => {
  const work = jest.fn<Promise<number>, []>().mockResolvedValueOnce(0).mockResolvedValue(7);
  const { deliveries: once } = deliveries();
  const ask = (): Promise<number> => once.once('a', work, (result) => result !== 0);

  expect(await Promise.all([ask(), ask()])).toEqual([0, 0]);
  expect(await ask()).toBe(7);
  expect(await ask()).toBe(7);

  expect(work).toHaveBeenCalledTimes(2);
});
