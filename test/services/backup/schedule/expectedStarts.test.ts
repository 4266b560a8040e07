import * as fc from 'fast-check';

import { type ExpectedStart, expectedStarts } from '../../../../services/backup/schedule/expectedStarts';
import type { Policy } from '../../../../services/backup/types';
import { HOUR_MS, MINUTE_MS } from '../../../../services/platform/durations';
import { aPolicy } from '../../../support/samples';

const TEN = aPolicy(); // 22:00 in Tokyo, 13:00 in UTC
const at = (time: string, day = '2026-11-23'): Date => new Date(`${day}T${time}:00Z`);

interface Vm {
  readonly policy?: Policy;
  readonly awaited?: boolean;
  readonly begun?: Date;
}
const vm = ({ policy = TEN, awaited = false, begun }: Vm = {}): Parameters<typeof expectedStarts>[0][number] => ({
  policy,
  awaited,
  begunMs: begun?.getTime() ?? -Infinity,
});
const shown = (starts: readonly ExpectedStart[]): readonly string[] =>
  starts.map(({ atMs, count, awaited }) => `${new Date(atMs).toISOString().slice(11, 16)} ${count} ${awaited}`);

describe('expectedStarts', () => {
  it.each([
    ['over an hour before', '11:59', []],
    ['an hour before', '12:00', ['13:00 1 0']],
    ['at its time', '13:00', ['13:00 1 0']],
    ['as long as Azure may begin', '15:00', ['13:00 1 0']],
    ['two hours later', '15:01', []],
  ])('a start counts %s', (...row) => {
    const [, now, starts] = row;
    expect(shown(expectedStarts([vm()], at(now)))).toEqual(starts);
  });

  it('counts the VMs of one time, whatever their policies, and those that somebody awaits', () => {
    const others = aPolicy({ name: 'Other', timeZone: 'UTC', schedule: { kind: 'daily', times: [13 * 60] } });
    const vms = [vm(), vm({ awaited: true }), vm({ policy: others, awaited: true })];
    expect(shown(expectedStarts(vms, at('12:30')))).toEqual(['13:00 3 2']);
  });

  it('no longer expects a VM whose backup has begun since, and expects the next time all the same', () => {
    const hourly = aPolicy({ schedule: { kind: 'hourly', start: 22 * 60, everyHours: 1, forHours: 12 } });
    const vms = [vm({ policy: hourly, begun: at('13:07') }), vm({ policy: hourly, begun: at('12:59') })];
    expect(shown(expectedStarts(vms, at('13:30')))).toEqual(['13:00 1 0', '14:00 2 0']);
  });

  it('follows the policy’s zone through a change of clocks: a skipped time begins an hour later, a repeated one once', () => {
    const half = (day: string): Policy =>
      aPolicy({ timeZone: 'W. Europe Standard Time', schedule: { kind: 'daily', times: [150] }, name: day });
    expect(shown(expectedStarts([vm({ policy: half('skipped') })], at('01:00', '2027-03-28')))).toEqual(['01:30 1 0']);
    expect(shown(expectedStarts([vm({ policy: half('twice') })], at('00:00', '2026-10-25')))).toEqual(['00:30 1 0']);
  });

  it('counts a backup an hour early as begun where a change of clocks leaves the hour in doubt', () => {
    const policy = aPolicy({ timeZone: 'W. Europe Standard Time' }); // 20:00 in UTC in summer
    const now = at('20:10', '2026-07-20');
    expect(shown(expectedStarts([vm({ policy, begun: at('19:06', '2026-07-20') })], now))).toEqual([]);
    expect(shown(expectedStarts([vm({ policy, begun: at('18:59', '2026-07-20') })], now))).toEqual(['20:00 1 0']);
  });

  it('expects nothing of a schedule or a zone that the bot cannot read', () => {
    const vms = [aPolicy({ schedule: null }), aPolicy({ timeZone: 'Middle Earth Standard Time' })];
    expect(expectedStarts(vms.map((policy) => vm({ policy })), at('13:00'))).toEqual([]); // prettier-ignore
  });

  it('names each time once, in order, from two hours ago to an hour ahead', () => {
    const minutes = fc.array(fc.integer({ min: 0, max: 24 * 60 - 1 }), { minLength: 1, maxLength: 4 });
    const vms = fc.array(
      fc.record({ times: minutes, awaited: fc.boolean(), begunMin: fc.integer({ min: -600, max: 0 }) }),
      { maxLength: 8 },
    );
    const property = fc.property(vms, fc.integer({ min: 0, max: 24 * 60 - 1 }), (drawn, minute) => {
      const nowMs = at('00:00').getTime() + minute * MINUTE_MS;
      const starts = expectedStarts(
        drawn.map(({ times, awaited, begunMin }) => ({
          policy: aPolicy({ timeZone: 'UTC', schedule: { kind: 'daily', times } }),
          awaited,
          begunMs: nowMs + begunMin * MINUTE_MS,
        })),
        new Date(nowMs),
      );
      const times = starts.map(({ atMs }) => atMs);
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
      for (const { atMs, count, awaited } of starts) {
        expect(atMs).toBeGreaterThanOrEqual(nowMs - 2 * HOUR_MS);
        expect(atMs).toBeLessThanOrEqual(nowMs + HOUR_MS);
        expect(count).toBeGreaterThan(0);
        expect(count).toBeLessThanOrEqual(drawn.length);
        expect(awaited).toBeLessThanOrEqual(count);
      }
    });
    fc.assert(property, { seed: 13, numRuns: 200 });
  });
});
