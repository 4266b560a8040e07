import { WORLDS } from '../../playground/azure/service';
import { randomFrom } from '../../simulation/random';
import { learnedFrom, worldNight } from '../../simulation/worlds';

const SETTING = { jobs: 20, vaults: 3, earlier: 30 };

describe('the nights of the worlds', () => {
  test.each(WORLDS)('when the seed is the same, then so is the night in the world %s', (world) => {
    const [first, again, other] = [1, 1, 2].map((seed) => worldNight(world, randomFrom(seed), SETTING));

    expect(again?.runs).toEqual(first?.runs);
    expect(other?.runs).not.toEqual(first?.runs);
  });

  test.each(WORLDS)('when backups were followed before, then all of them ended before the others in %s', (world) => {
    const { earlier, runs } = worldNight(world, randomFrom(3), SETTING);

    expect([earlier.length, runs.length]).toEqual([30, 20]);
    expect(Math.max(...earlier.map(({ endMs }) => endMs))).toBeLessThan(
      Math.min(...runs.map(({ startMs }) => startMs)),
    );
    expect(new Set([...earlier, ...runs].map(({ id }) => id)).size).toBe(50);
  });

  test('when the service has moved, then by one of four shifts, the same for earlier backups and later ones', () => {
    const shifts = Array.from({ length: 40 }, (_, seed) => {
      const { earlier, runs } = worldNight('shifted', randomFrom(seed), { jobs: 20, earlier: 20 });
      const [before, after] = [earlier, runs].map((some) =>
        Math.min(...some.map(({ startMs, snapshotEndMs }) => snapshotEndMs - startMs)),
      );
      expect(Math.abs((before ?? 0) - (after ?? 0))).toBeLessThan(3_000);
      return Math.round(((after ?? 0) - 457_000) / 10_000) * 10;
    });

    expect(new Set(shifts)).toEqual(new Set([-150, -60, 40, 90]));
  });

  test('when the watcher has followed backups before the shift and since, then it has learned both', () => {
    const { earlier, runs } = worldNight('shifted', randomFrom(5), { jobs: 1, earlier: 4, beforeShift: 4, shiftS: 90 });
    const learned = learnedFrom(earlier)
      .of(runs[0]!.vault.subscription)!
      .snapshots.map(({ s }) => Math.round(s % 300.6));

    expect(learned.filter((s) => s >= 155 && s <= 171)).toHaveLength(4);
    expect(learned.filter((s) => s >= 245 && s <= 261)).toHaveLength(4);
  });

  test('when a shift is given, then that one', () => {
    const [moved, still] = [20, 0].map((shiftS) => worldNight('shifted', randomFrom(5), { jobs: 9, shiftS }).runs);

    expect(moved?.map(({ snapshotEndMs }) => snapshotEndMs)).toEqual(
      still?.map(({ snapshotEndMs }) => snapshotEndMs + 20_000),
    );
  });

  test('when Azure’s clock is off, then by 8 s at the start on either side, and by less after a while', () => {
    const off = Array.from({ length: 20 }, (_, seed) => {
      const { runs, aheadMs } = worldNight('skew', randomFrom(seed), { jobs: 1 });
      const startMs = runs[0]?.startMs ?? 0;
      expect(Math.abs(aheadMs(startMs + 3_600_000))).toBeLessThan(Math.abs(aheadMs(startMs)));
      return Math.round(aheadMs(startMs) / 1_000);
    });

    expect(new Set(off)).toEqual(new Set([8, -8]));
    expect(worldNight('grid', randomFrom(1), { jobs: 1 }).aheadMs(0)).toBe(0);
  });
});
