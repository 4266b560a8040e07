import { chance } from '../../../playground/azure/chance';
import { drawDurations } from '../../../playground/azure/durations';
import { serviceOf, shifted, type WorldName, WORLDS } from '../../../playground/azure/service';

const MANY = 20_000;

function drawn(world: WorldName) {
  const service = serviceOf(world, 0, chance('a world'));
  return Array.from({ length: MANY }, (_, n) => drawDurations(chance(`backup ${n}`), { service, startMs: 86_400_000 }));
}
function share<T>(of: readonly T[], holds: (one: T) => boolean): number {
  return of.filter(holds).length / of.length;
}
function quantiles(values: readonly number[], shares: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return shares.map((part) => (sorted[Math.floor(part * sorted.length)] ?? 0) / 1000);
}

describe('how long simulated backups take', () => {
  const grid = drawn('grid');

  it('when no snapshot is retried, then it ends 456.4 to 471 s after the start, as 91 of 94 recorded ones did', () => {
    const first = grid.filter(({ retries }) => retries === 0).map(({ snapshotMs }) => snapshotMs);
    const [p10, median, p90] = quantiles(first, [0.1, 0.5, 0.9]);

    expect(Math.min(...first)).toBeGreaterThanOrEqual(456_400);
    expect(share(first, (ms) => ms > 471_000)).toBeLessThan(0.008);
    expect([p10, median, p90].map(Math.round as (of?: number) => number)).toEqual([457, 460, 466]);
  });

  it('when one is retried, then each retry takes it 300.6 s further, within a second', () => {
    const retried = grid.filter(({ retries, snapshotMs }) => retries > 0 && snapshotMs - retries * 300_600 < 473_000);

    expect(share(grid, ({ retries }) => retries > 0)).toBeCloseTo(7 / 243, 2);
    expect(new Set(retried.map(({ retries }) => retries))).toEqual(new Set([1, 2, 3, 5]));
    for (const { retries, snapshotMs } of retried)
      expect(snapshotMs - retries * 300_600).toBeGreaterThanOrEqual(456_400 - retries * 400);
  });

  it('when a job ends, then it ends 214 s after its snapshot plus a multiple of 300 s, even in 98 of 100', () => {
    const ticks = grid.map(({ endMs }) => Math.round((endMs - 214_000) / 300_000));
    const off = grid.map(({ endMs }, n) => endMs - 214_000 - (ticks[n] ?? 0) * 300_000);

    expect(share(ticks, (many) => many % 2 === 0)).toBeCloseTo(0.98, 2);
    expect(share(ticks, (many) => many === 6)).toBeCloseTo(0.54, 1);
    expect(share(ticks, (many) => many === 10)).toBeCloseTo(0.22, 1);
    expect(share(off, (ms) => Math.abs(ms) <= 5_000)).toBeCloseTo(225 / 243, 2);
    expect(quantiles(off, [0.01, 0.5, 0.99]).map(Math.round)).toEqual([expect.closeTo(-30, -1), 0, expect.closeTo(23, -1)]); // prettier-ignore
  });

  it('when a recovery point bears a time, then the first tick comes 452.7 to 459.8 s after it', () => {
    const first = grid.filter(({ retries, snapshotMs }) => retries === 0 && snapshotMs <= 471_000);
    for (const { snapshotMs, pointMs } of first) {
      expect(snapshotMs - pointMs).toBeGreaterThan(452_600);
      expect(snapshotMs - pointMs).toBeLessThanOrEqual(470_000);
    }
  });

  it('when Azure keeps no grid, then snapshots and whole jobs spread as all recorded ones together did', () => {
    const scattered = drawn('scattered');
    const shares = [0.1, 0.5, 0.9];
    const snapshots = quantiles(scattered.map(({ snapshotMs }) => snapshotMs), shares); // prettier-ignore
    const whole = quantiles(scattered.map(({ snapshotMs, endMs }) => snapshotMs + endMs), shares); // prettier-ignore

    for (const [at, recorded] of [323, 465, 489].entries()) expect((snapshots[at] ?? 0) / recorded).toBeCloseTo(1, 1);
    for (const [at, recorded] of [2144, 2502, 4896].entries()) expect((whole[at] ?? 0) / recorded).toBeCloseTo(1, 0);
  });

  it('when many are retried, then a fifth is', () => {
    expect(share(drawn('retries'), ({ retries }) => retries > 0)).toBeCloseTo(0.2, 2);
  });

  it('when the service moves, then snapshots of backups begun since end so much later, and the rest stays', () => {
    const service = shifted(37_000, 5_000);
    const at = (startMs: number) => drawDurations(chance('a key'), { service, startMs });

    expect(at(5_000)).toEqual({ ...at(4_999), snapshotMs: at(4_999).snapshotMs + 37_000 });
  });

  it.each(WORLDS)('when the key is the same, then so are the durations in the world %s', (world) => {
    const at = () => drawDurations(chance('a key'), { startMs: 1, service: serviceOf(world, 0, chance('a world')) });

    expect(at()).toEqual(at());
  });
});
