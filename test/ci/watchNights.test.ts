import { mostInAnHour, runsTogether, simulateNight } from '../../bench/nightSimulator';
import { randomFrom } from '../../bench/random';

const NIGHTS = 3_000;

test('over three thousand nights the budget holds, every end is seen and nobody is left waiting', () => {
  for (let seed = 1_000; seed < 1_000 + NIGHTS; seed++) {
    const random = randomFrom(seed);
    const size = random.weighted([
      [12, random.between(1, 5)],
      [1, random.between(6, 20)],
    ]);
    const perHour = random.between(10, 225);
    const setting = { vaults: random.between(1, 6), withinMs: random.between(0, 7_200_000) };
    const faults = random.chance(0.3) ? 0.1 : 0;
    const result = simulateNight({ runs: runsTogether(size, random, setting), perHour, faults, random });
    expect(mostInAnHour(result.reads)).toBeLessThanOrEqual(perHour);
    expect(Math.min(...result.ends, ...result.goAheads)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...result.ends)).toBeLessThan(4 * 3_600);
    expect(result.starvedMs).toBeLessThan(2 * 3_600_000);
    // Not with the jobs and the time, but with what happens: a few reads for each snapshot and each end.
    expect(result.reads.length).toBeLessThan(30 * size + 30);
  }
}, 300_000);
