import { Admission } from '../../../bots/http/admission';
import { ManualClock } from '../../support/manualClock';
import { deferred } from '../../support/startBot';

const [ONE, OTHER] = ['192.0.2.1', '192.0.2.2'];
const clock = new ManualClock();

it('when one address waits in too many requests, then one more of it is not begun, but one of another is', async () => {
  const admission = new Admission({ clock }, { enteringMax: 2 });
  const waiting = deferred<string>();
  const first = [ONE, ONE].map((address) => admission.entering(address, () => waiting.promise));

  expect(await admission.entering(ONE, async () => 'begun')).toBeNull();
  expect(await admission.entering(OTHER, async () => 'begun')).toBe('begun');

  waiting.resolve('done');
  expect(await Promise.all(first)).toEqual(['done', 'done']);
  expect(await admission.entering(ONE, async () => 'begun')).toBe('begun');
});

it('when many addresses wait together, then there is an end to it as well', async () => {
  const admission = new Admission({ clock });
  const waiting = deferred<string>();
  const all = Array.from({ length: 2_000 }, (_, i) => admission.entering(`${ONE}-${i}`, () => waiting.promise));

  expect(await admission.entering(OTHER, async () => 'begun')).toBeNull();

  waiting.resolve('done');
  await Promise.all(all);
  expect(await admission.entering(OTHER, async () => 'begun')).toBe('begun');
});

it('when work fails, then its place is free again', async () => {
  const admission = new Admission({ clock }, { enteringMax: 1, underWayMax: 1 });
  const fail = (): Promise<never> => Promise.reject(new RangeError('no'));
  for (let i = 0; i < 3; i += 1) {
    await expect(admission.entering(ONE, fail)).rejects.toThrow('no');
    await expect(admission.underWay(fail)).rejects.toThrow('no');
  }
});

it('when all slots are taken, then one more is not begun', async () => {
  const admission = new Admission({ clock }, { underWayMax: 1 });
  const waiting = deferred<string>();
  const first = admission.underWay(() => waiting.promise);

  expect(await admission.underWay(async () => 'begun')).toBeNull();

  waiting.resolve('done');
  await first;
  expect(await admission.underWay(async () => 'begun')).toBe('begun');
});

it('when an address fails 50 times at once, then it may fail once a second, and other addresses as before', async () => {
  const admission = new Admission({ clock });
  const failures = (count: number): boolean[] => Array.from({ length: count }, () => admission.mayFail(ONE));

  expect(failures(60).filter(Boolean)).toHaveLength(50);
  expect(admission.mayFail(OTHER)).toBe(true);

  await clock.advance(3_000);
  expect(failures(10).filter(Boolean)).toHaveLength(3);

  await clock.advance(3_600_000);
  expect(failures(60).filter(Boolean)).toHaveLength(50);
});
