import { withTimeout } from '../../../services/platform/timeout';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

it('when the work ends in time, then its result stands, and no timer is left', async () => {
  expect(await withTimeout(Promise.resolve('done'), 1_000, () => 'late')).toBe('done');
  expect(jest.getTimerCount()).toBe(0);
});

it('when the work fails in time, then that failure is told, and no timer is left', async () => {
  await expect(withTimeout(Promise.reject(new RangeError('no')), 1_000, () => 'late')).rejects.toThrow(RangeError);
  expect(jest.getTimerCount()).toBe(0);
});

it('when the time runs out first, then onTimeout decides, and a later failure of the work disturbs nobody', async () => {
  let fail: (error: Error) => void = () => undefined;
  const slow = new Promise<string>((_resolve, reject) => {
    fail = reject;
  });
  const value = withTimeout(slow, 1_000, () => 'late');
  const refused = expect(
    withTimeout(slow, 1_000, () => {
      throw new RangeError('too slow');
    }),
  ).rejects.toThrow('too slow');
  jest.advanceTimersByTime(1_000);
  expect(await value).toBe('late');
  await refused;
  fail(new Error('afterwards'));
});
