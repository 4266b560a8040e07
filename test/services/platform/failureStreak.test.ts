import { FailureStreak } from '../../../services/platform/failureStreak';
import { ManualClock } from '../../support/manualClock';

const clock = new ManualClock('2026-11-22T17:00:00Z');
let streak: FailureStreak;
beforeEach(() => {
  streak = new FailureStreak(clock);
});

it('when nothing was sent yet, then nothing is said of it', () => {
  expect(streak.lately()).toEqual({ failing: false, inARow: 0, status: null, at: null });
});

it.each([0, 401, 408, 412, 429, 500, 502, 503, 504])('when %i came three times in a row, then it fails', (status) => {
  streak.record(status);
  streak.record(status);
  expect(streak.lately()).toMatchObject({ failing: false, inARow: 2, status });
  streak.record(status);
  expect(streak.lately()).toEqual({ failing: true, inARow: 3, status, at: clock.now() });
});

it.each([200, 201, 202, 400, 403, 404, 413])('when %i came, then the service answers, whatever it says', (status) => {
  for (let n = 0; n < 5; n += 1) streak.record(503);
  streak.record(status);
  expect(streak.lately()).toMatchObject({ failing: false, inARow: 0, status });
});

it('when five minutes of real time have passed, then what was seen says nothing any more', () => {
  const now = jest.spyOn(performance, 'now');
  const startMs = 1_000;
  now.mockReturnValue(startMs);
  for (let n = 0; n < 5; n += 1) streak.record(503);
  now.mockReturnValue(startMs + 5 * 60_000);
  expect(streak.lately().failing).toBe(true);
  now.mockReturnValue(startMs + 5 * 60_000 + 1);
  expect(streak.lately()).toMatchObject({ failing: false, at: null });
});
