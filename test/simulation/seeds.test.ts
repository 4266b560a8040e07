import { nightSeed } from '../../simulation/seeds';

test('no night by which the planner is tuned is one of those whose figures are reported', () => {
  const seeds = (kind: 'tuning' | 'reported'): number[] =>
    [1, 2, 10, 50, 200, 1_000].flatMap((jobs) => [0, 1, 999].map((night) => nightSeed(kind, jobs, night)));

  expect(Math.max(...seeds('tuning'))).toBeLessThan(Math.min(...seeds('reported')));
  expect(new Set([...seeds('tuning'), ...seeds('reported')]).size).toBe(36);
});
