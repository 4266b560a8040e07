import * as fc from 'fast-check';

import { nextStart } from '../../../../services/backup/schedule/schedule';
import { ianaZone, WINDOWS_ZONES } from '../../../../services/backup/schedule/windowsZones';
import type { Schedule } from '../../../../services/backup/types';
import { isTimeZone } from '../../../../services/platform/language';
import * as any from '../../../support/arbitraries';
import { aPolicy, NOW } from '../../../support/samples';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function next(timeZone: string, schedule: Schedule, now: string): string | undefined {
  return nextStart(aPolicy({ timeZone, schedule }), new Date(now))?.at.toISOString().slice(0, 16);
}

function daily(...hours: readonly number[]): Schedule {
  return { kind: 'daily', times: hours.map((hour) => hour * 60) };
}

describe('nextStart', () => {
  it('tells the start, until when Azure may begin, and the zone of the policy', () => {
    expect(nextStart(aPolicy(), NOW)).toEqual({
      at: new Date('2026-11-23T13:00:00Z'),
      until: new Date('2026-11-23T15:00:00Z'),
      timeZone: 'Asia/Tokyo',
      offByMs: null,
    });
  });

  it.each([
    ['later today', 'Tokyo Standard Time', daily(22), '2026-11-23T12:59', '2026-11-23T13:00'],
    ['strictly after now', 'Tokyo Standard Time', daily(22), '2026-11-23T13:00', '2026-11-24T13:00'],
    ['the nearest of several', 'UTC', daily(22, 4, 13), '2026-11-23T05:00', '2026-11-23T13:00'],
    ['without a zone, in UTC', '', daily(3), '2026-11-23T05:00', '2026-11-24T03:00'],
    ['with an IANA zone', 'Europe/Berlin', daily(3), '2026-11-23T05:00', '2026-11-24T02:00'],
    ['where the day there is another', 'Line Islands Standard Time', daily(1), '2026-11-22T12:00', '2026-11-23T11:00'],
    ['in a zone with a half hour', 'India Standard Time', daily(2), '2026-11-22T12:00', '2026-11-22T20:30'],
  ])('%s', (...row) => {
    const [, timeZone, schedule, now, at] = row;

    expect(next(timeZone, schedule, `${now}:00Z`)).toBe(at);
  });

  it.each([
    ['the next of its days', [1, 4], '2026-11-24T00:00', '2026-11-26T13:00'],
    ['the same day, later', [1], '2026-11-23T12:00', '2026-11-23T13:00'],
    ['the same day of the next week', [1], '2026-11-23T13:00', '2026-11-30T13:00'],
    ['a Sunday', [0], '2026-11-23T13:00', '2026-11-29T13:00'],
  ])('weekly: %s', (...row) => {
    const [, days, now, at] = row;

    expect(next('Tokyo Standard Time', { kind: 'weekly', days, times: [22 * 60] }, `${now}:00Z`)).toBe(at);
  });

  it.each([
    ['within the window', 12, '2026-11-23T08:00', '2026-11-23T12:00'],
    ['the end of the window', 12, '2026-11-23T16:00', '2026-11-23T20:00'],
    ['after the window, the next day', 12, '2026-11-23T20:00', '2026-11-24T08:00'],
    ['over midnight', 20, '2026-11-23T21:00', '2026-11-24T00:00'],
    ['after midnight, in the window of yesterday', 20, '2026-11-24T00:30', '2026-11-24T04:00'],
    ['around the clock', 24, '2026-11-24T04:00', '2026-11-24T08:00'],
  ])('hourly, every 4 hours from 8: %s', (...row) => {
    const [, forHours, now, at] = row;

    expect(next('UTC', { kind: 'hourly', start: 8 * 60, everyHours: 4, forHours }, `${now}:00Z`)).toBe(at);
  });

  describe('when clocks change', () => {
    const at0230: Schedule = { kind: 'daily', times: [150] };

    it.each([
      ['a skipped 02:30 is the 03:30 that follows', 'W. Europe Standard Time', '2026-03-29T00:00', '2026-03-29T01:30'],
      ['the day before, it is winter', 'W. Europe Standard Time', '2026-03-28T00:00', '2026-03-28T01:30'],
      ['the day after, it is summer', 'W. Europe Standard Time', '2026-03-29T12:00', '2026-03-30T00:30'],
      ['of two 02:30 it is the first', 'W. Europe Standard Time', '2026-10-24T23:00', '2026-10-25T00:30'],
      ['and not the second as well', 'W. Europe Standard Time', '2026-10-25T00:30', '2026-10-26T01:30'],
      ['in New York', 'Eastern Standard Time', '2026-03-08T06:00', '2026-03-08T07:30'],
      ['by half an hour, on Lord Howe', 'Lord Howe Standard Time', '2026-10-03T12:00', '2026-10-03T15:30'],
    ])('%s', (...row) => {
      const [, timeZone, now, at] = row;

      expect(next(timeZone, at0230, `${now}:00Z`)).toBe(at);
    });
  });

  it.each([
    ['a zone that nobody knows', aPolicy({ timeZone: 'Atlantis Standard Time' })],
    ['a zone that Windows gave up', aPolicy({ timeZone: 'Mid-Atlantic Standard Time' })],
    ['a schedule that we cannot read', aPolicy({ schedule: null })],
    ['no times', aPolicy({ schedule: daily() })],
    ['times outside a day', aPolicy({ schedule: { kind: 'daily', times: [-1, 1_440, NaN] } })],
    ['no days', aPolicy({ schedule: { kind: 'weekly', days: [], times: [60] } })],
    ['an interval of nothing', aPolicy({ schedule: { kind: 'hourly', start: 0, everyHours: 0, forHours: 12 } })],
  ])('when the policy has %s, then no next start is claimed', (_, policy) => {
    expect(nextStart(policy, NOW)).toBeNull();
  });

  it('when now is no time, then no next start is claimed', () => {
    expect(nextStart(aPolicy(), new Date(NaN))).toBeNull();
    expect(nextStart(aPolicy(), new Date(8.64e15))).toBeNull();
  });

  it('whatever the policy says, then nothing throws and the start lies ahead, within nine days', () => {
    const property = fc.property(any.policies, moments, (policy, now) => {
      const start = nextStart(policy, now)?.at.getTime();
      return start === undefined || (start > now.getTime() && start <= now.getTime() + 9 * 24 * HOUR_MS);
    });

    fc.assert(property, { seed: 11, numRuns: 500 });
  });

  it('in every zone, then it is on the local time of the policy, and nothing scheduled lies before it', () => {
    const property = fc.property(zones, sound, moments, (timeZone, schedule, now) => {
      const start = nextStart(aPolicy({ timeZone, schedule }), now);
      const clock = clockOf(start!.timeZone);
      expect(isScheduled(schedule, clock, start!.at.getTime())).toBe(true);
      for (let ms = floorToMinutes(now, 15) + 15 * MINUTE_MS; ms < start!.at.getTime(); ms += 15 * MINUTE_MS) {
        if (isScheduled(schedule, clock, ms) && isFirst(clock, ms)) return false;
      }
      return start!.until.getTime() - start!.at.getTime() === 2 * HOUR_MS;
    });

    fc.assert(property, { seed: 12, numRuns: 60 });
  });
});

describe('ianaZone', () => {
  it('every Windows zone is one that the runtime knows, in whatever case it is written', () => {
    const names = Object.keys(WINDOWS_ZONES);

    expect(names).toHaveLength(139);
    expect(names.filter((name) => !isTimeZone(ianaZone(name.toUpperCase()) ?? ''))).toEqual([]);
  });

  it.each([
    ['Tokyo Standard Time', 'Asia/Tokyo'],
    ['UTC', 'Etc/UTC'],
    ['', 'Etc/UTC'],
    ['UTC+12', 'Etc/GMT-12'],
    ['Dateline Standard Time', 'Etc/GMT+12'],
    ['America/Sao_Paulo', 'America/Sao_Paulo'],
    ['Standard Time', null],
    ['constructor', null],
  ])('%s is %s', (name, zone) => {
    expect(ianaZone(name)).toBe(zone);
  });
});

const zones = fc.constantFrom(...Object.keys(WINDOWS_ZONES));
/** Days around changes of clocks in spring and autumn. */
const moments = fc
  .tuple(
    fc.constantFrom('2026-03-08', '2026-03-29', '2026-10-04', '2026-10-25', '2026-11-01', '2027-01-01', '2028-02-29'),
    fc.integer({ min: -3 * 24 * 60, max: 3 * 24 * 60 }),
  )
  .map(([day, minutes]) => new Date(Date.parse(day) + minutes * MINUTE_MS));
/** Start times on quarters of an hour, so that the test finds every start in steps of 15 minutes. */
const quarters = fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15);
const sound: fc.Arbitrary<Schedule> = fc.oneof(
  fc.record({ kind: fc.constant('daily'), times: fc.array(quarters, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    kind: fc.constant('weekly'),
    days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
    times: fc.array(quarters, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    kind: fc.constant('hourly'),
    start: quarters,
    everyHours: fc.constantFrom(4, 6, 8, 12),
    forHours: fc.constantFrom(4, 8, 12, 16, 20, 24),
  }),
);

type Clock = (ms: number) => { readonly minute: number; readonly weekday: number };

/** The wall clock of a zone. It uses another formatter than the code under test, so that they share no mistake. */
function clockOf(timeZone: string): Clock {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
  return (ms) => {
    const [, day = '', hours = '', minutes = ''] = /(\w+),? (\d+):(\d+)/.exec(format.format(ms)) ?? [];
    const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(day);
    return { minute: (Number(hours) % 24) * 60 + Number(minutes), weekday };
  };
}

/** Whether the wall clock shows a scheduled time at `ms`, or skipped one by up to an hour just before. */
function isScheduled(schedule: Schedule, clock: Clock, ms: number): boolean {
  const { minute, weekday } = clock(ms);
  const before = clock(ms - 2 * HOUR_MS);
  const skipped = (minute - before.minute - 120 + 2_880) % 1_440;
  const shown = [{ minute, weekday }];
  if (skipped > 0 && skipped <= 60) {
    const then = minute - skipped;
    shown.push({ minute: (then + 1_440) % 1_440, weekday: then < 0 ? (weekday + 6) % 7 : weekday });
  }
  return shown.some((time) => isTime(schedule, time));
}

function isTime(schedule: Schedule, { minute, weekday }: ReturnType<Clock>): boolean {
  if (schedule.kind === 'daily') return schedule.times.includes(minute);
  if (schedule.kind === 'weekly') return schedule.days.includes(weekday) && schedule.times.includes(minute);
  const since = (minute - schedule.start + 1_440) % 1_440;
  return since % (schedule.everyHours * 60) === 0 && since <= schedule.forHours * 60;
}

/** Whether the wall clock shows this time for the first time: two hours ago it showed two hours less. */
function isFirst(clock: Clock, ms: number): boolean {
  const { minute } = clock(ms);
  const { minute: before } = clock(ms - 2 * HOUR_MS);
  return (minute - before + 1_440) % 1_440 === 120;
}

function floorToMinutes(time: Date, minutes: number): number {
  return Math.floor(time.getTime() / (minutes * MINUTE_MS)) * minutes * MINUTE_MS;
}
