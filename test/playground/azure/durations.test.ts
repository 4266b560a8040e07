import { chance } from '../../../playground/azure/chance';
import { drawDurations } from '../../../playground/azure/durations';

/** Recorded seconds (docs/azure.md): p10, median, p90, p99. */
const SNAPSHOT = [323, 465, 489, 1385];
const WHOLE = [2144, 2502, 4896, 8504];

describe('how long simulated backups take', () => {
  const drawn = Array.from({ length: 20_000 }, (_, n) => drawDurations(chance(`backup ${n}`)));
  const quantiles = (values: number[]): number[] => {
    const sorted = values.sort((a, b) => a - b);
    return [0.1, 0.5, 0.9, 0.99].map((share) => (sorted[Math.floor(share * sorted.length)] ?? 0) / 1000);
  };

  it('when many are drawn, then snapshots and whole jobs spread as the recorded ones did, within a tenth', () => {
    const ratios = [
      ...quantiles(drawn.map(({ snapshotMs }) => snapshotMs)).map((value, at) => value / (SNAPSHOT[at] ?? 1)),
      ...quantiles(drawn.map(({ snapshotMs, transferMs }) => snapshotMs + transferMs)).map(
        (value, at) => value / (WHOLE[at] ?? 1),
      ),
    ];

    for (const ratio of ratios) expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
  });

  it('when any is drawn, then no snapshot ends before 307 s and there is a gap before the transfer shows', () => {
    expect(Math.min(...drawn.map(({ snapshotMs }) => snapshotMs))).toBeGreaterThanOrEqual(307_000);
    expect(drawn.every(({ gapMs, transferMs }) => gapMs > 60_000 && gapMs < transferMs)).toBe(true);
  });

  it('when the key is the same, then so are the durations', () => {
    expect(drawDurations(chance('a key'))).toEqual(drawDurations(chance('a key')));
  });
});
