import { parseFilter } from '../../../playground/azure/filter';
import { durationText, filterTimeMs, timeText, usText } from '../../../playground/azure/times';

describe("Azure's ways to write times", () => {
  it.each([
    [0, 'PT0S', '00:00:00.000'],
    [3_600_000, 'PT1H', '01:00:00.000'],
    [4_888_142, 'PT1H21M28.142S', '01:21:28.142'],
  ])('when something takes %i ms, then it is %s, or %s in old answers', (ms, iso, timeSpan) => {
    expect([durationText(ms, false), durationText(ms, true)]).toEqual([iso, timeSpan]);
  });

  it('when a moment is written, then it has seven digits of a second and reads back as itself', () => {
    const text = timeText(1_732_550_400_123);

    expect(text).toMatch(/^2024-11-25T16:00:00\.123\d{4}Z$/);
    expect(Date.parse(text)).toBe(1_732_550_400_123);
  });

  it.each([
    ['2026-10-09T00:00:00Z', '10/9/2026 12:00:00 AM'],
    ['2026-01-31T13:05:09Z', '1/31/2026 1:05:09 PM'],
  ])('when an expiry is %s, then a job says %s', (iso, text) => {
    expect(usText(Date.parse(iso))).toBe(text);
  });

  it.each([
    ['2016-10-26 11:30:00 AM', '2016-10-26T11:30:00Z'],
    ['2016-10-27 12:00:00 AM', '2016-10-27T00:00:00Z'],
    ['2016-10-27 12:00:00 pm', '2016-10-27T12:00:00Z'],
    ['2016-10-27 00:00:00 AM', '2016-10-27T00:00:00Z'],
  ])('when a filter says %s, then it means %s', (text, iso) => {
    expect(filterTimeMs(text)).toBe(Date.parse(iso));
  });

  it.each(['', 'today', '2016-10-27T00:00:00Z', '2016-10-27 25:61:00'])(
    'when a filter says "%s", then it is no time',
    (text) => {
      expect(filterTimeMs(text)).toBeNaN();
    },
  );

  it('when a filter has several terms, then their order, case and quotes do not matter', () => {
    expect(parseFilter("Status eq 'Failed' AND operation eq '' and moveReadyRPOnly eq true")).toEqual(
      new Map([
        ['status', 'Failed'],
        ['operation', ''],
        ['movereadyrponly', 'true'],
      ]),
    );
  });

  it.each(["status ne 'x'", "status eq 'x' or a eq 'b'", 'eq', "a eq 'it''s'", 'x'.repeat(5000)])(
    'when a filter is %.30s, then it is refused',
    (text) => {
      expect(parseFilter(text)).toBeNull();
    },
  );
});
