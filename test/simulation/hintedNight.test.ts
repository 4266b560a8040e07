import { MINUTE_MS } from '../../services/platform/durations';
import { nightHints } from '../../simulation/nightHints';
import { simulateNight } from '../../simulation/nightSimulator';
import { randomFrom } from '../../simulation/random';
import { mostInAnHour, quantile } from '../../simulation/statistics';
import { NIGHT_MS, runsScheduled } from '../../simulation/trueRuns';

const PER_HOUR = 30;
const random = randomFrom(4);
const runs = runsScheduled(600, random, { vaults: 60, failing: 0.03, withinMs: 120 * MINUTE_MS });
const hints = nightHints(runs, random, 'failures');
const night = simulateNight({ runs, random, perHour: PER_HOUR, discovers: true, scheduledMs: NIGHT_MS, hints });

describe('a night of 600 scheduled backups in 60 vaults, of which people hear only if they fail', () => {
  it('with Resource Graph, a failure is read soon after its row, whatever else waits', () => {
    const afterRow = runs.flatMap(({ endState, endMs }, place) => {
      const rowMs = hints.shown[place]?.seenEndMs ?? Infinity;
      return endState === 'failed' ? [(night.ends[place] ?? Infinity) - (rowMs - endMs) / 1000] : [];
    });
    expect(afterRow.length).toBeGreaterThan(5);
    expect(quantile(afterRow, 0.9)).toBeLessThanOrEqual(180);
  });

  it('the reads stay within what is allowed in an hour', () => {
    expect(mostInAnHour(night.reads)).toBeLessThanOrEqual(PER_HOUR);
  });

  it('every list is read in the end, though none that waits like all others is worth its price', () => {
    expect(Math.max(...night.ends)).toBeLessThan(Infinity);
  });
});
