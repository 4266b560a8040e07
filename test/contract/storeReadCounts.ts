import type { ReadCount } from '../../services/backup/readCounts';
import { MINUTE_MS } from '../../services/platform/durations';
import type { StoreUnderTest } from './storeContract';

const NOW = Date.parse('2026-11-22T17:00:00Z');
const HOUR_MS = 60 * MINUTE_MS;

export function describeReadCounts(under: StoreUnderTest): void {
  describe('counts of reads', () => {
    const count = (kind: ReadCount['kind'], value: number, atMs = NOW): ReadCount => ({
      budget: 'subscription jobs/read',
      kind,
      atMs,
      value,
    });
    const put = (owner: string, ...counts: ReadCount[]): Promise<void> =>
      under.store.transaction(({ readCounts }) => readCounts.put(owner, counts));
    const heard = (owner: string, sinceMs = 0): Promise<readonly ReadCount[]> =>
      under.store.transaction(({ readCounts }) => readCounts.ofOthers(owner, sinceMs));

    it('when several processes read, then each hears the sum of the others, and the highest that they saw', async () => {
      await put('a', count('watch', 3), count('remaining', 149));
      await put('b', count('watch', 4), count('remaining', 299), count('command', 1, NOW - MINUTE_MS));

      expect(await heard('c')).toEqual(
        expect.arrayContaining([count('watch', 7), count('remaining', 299), count('command', 1, NOW - MINUTE_MS)]),
      );
      expect(await heard('c')).toHaveLength(3);
      expect(await heard('b')).toEqual(expect.arrayContaining([count('watch', 3), count('remaining', 149)]));
      expect(await heard('c', NOW)).toHaveLength(2);
    });

    it('when a process says more of the same minute, then that counts, and survives it', async () => {
      await put('a', count('watch', 3));
      await put('a', count('watch', 5));
      await under.reopen();
      expect(await heard('b')).toEqual([count('watch', 5)]);
      expect(await heard('a')).toEqual([]);
    });

    it('when their time is over, then they are deleted: reads after two hours, limits after a day', async () => {
      await put('a', count('watch', 3, NOW - 3 * HOUR_MS), count('remaining', 149, NOW - 24 * HOUR_MS));
      await put('a', count('command', 3, NOW - HOUR_MS), count('remaining', 99, NOW - 26 * HOUR_MS));
      expect(await under.store.purge(NOW)).toBe(2);
      expect(await heard('b')).toEqual([
        count('command', 3, NOW - HOUR_MS),
        count('remaining', 149, NOW - 24 * HOUR_MS),
      ]);
    });
  });
}
