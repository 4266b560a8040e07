import { NAMED_SPANS, spanOf } from '../../../../services/backup/schedule/calendar';

/** A Sunday in UTC, and 02:11 on the following Monday in Tokyo. */
const NOW = new Date('2026-11-22T17:11:03Z');

function told(name: (typeof NAMED_SPANS)[number], timeZone: string, now = NOW): string {
  const { since, until } = spanOf(name, now, timeZone);
  return `${since.toISOString().slice(0, 16)} ${until.toISOString().slice(0, 16)}`;
}

describe('stretches of the calendar', () => {
  it.each([
    ['yesterday', 'UTC', '2026-11-21T00:00 2026-11-22T00:00'],
    ['yesterday', 'Asia/Tokyo', '2026-11-21T15:00 2026-11-22T15:00'],
    ['dayBeforeYesterday', 'Asia/Tokyo', '2026-11-20T15:00 2026-11-21T15:00'],
    ['lastNight', 'UTC', '2026-11-21T12:00 2026-11-22T12:00'],
    ['lastNight', 'Asia/Tokyo', '2026-11-22T03:00 2026-11-23T03:00'],
    ['thisWeek', 'UTC', '2026-11-16T00:00 2026-11-23T00:00'],
    ['thisWeek', 'Asia/Tokyo', '2026-11-22T15:00 2026-11-29T15:00'],
    ['lastWeek', 'UTC', '2026-11-09T00:00 2026-11-16T00:00'],
    ['lastWeek', 'America/New_York', '2026-11-09T05:00 2026-11-16T05:00'],
  ] as const)('%s in %s', (name, timeZone, expected) => {
    expect(told(name, timeZone)).toBe(expected);
  });

  it('when the clocks change in between, then a day begins at its midnight all the same', () => {
    const afterChange = new Date('2026-10-26T10:00:00Z');

    expect(told('yesterday', 'Europe/Berlin', afterChange)).toBe('2026-10-24T22:00 2026-10-25T23:00');
  });

  it.each(NAMED_SPANS)('%s begins before it ends, and before now', (name) => {
    const { since, until } = spanOf(name, NOW, 'Australia/Lord_Howe');

    expect(since.getTime()).toBeLessThan(until.getTime());
    expect(since.getTime()).toBeLessThan(NOW.getTime());
  });
});
