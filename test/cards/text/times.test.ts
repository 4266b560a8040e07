import { clientDate, clientDateTime, clientTime } from '../../../cards/text/times';
import { zonedTime } from '../../../cards/text/zonedTimes';

const AT = new Date('2026-11-22T17:13:38.250Z');
const LATER = new Date('2026-11-22T17:20:00Z');

it.each([
  ['Asia/Tokyo', '02:13 JST'],
  ['UTC', '17:13 UTC'],
  ['Europe/Berlin', '18:13 CET'],
  ['America/New_York', '12:13 EST'],
  ['Asia/Kolkata', '22:43 IST'],
  ['America/Sao_Paulo', '14:13 GMT-3'],
])('a summary names the zone: %s is %s', (timeZone, expected) => {
  expect(zonedTime(AT, LATER, { timeZone, language: 'en' })).toBe(expected);
  expect(zonedTime(AT, LATER, { timeZone, language: 'ja' })).toBe(expected);
});

it('on another day of the reader, the day is said too, and another year', () => {
  const tokyo = { timeZone: 'Asia/Tokyo', language: 'en' } as const;
  const now = new Date('2026-11-23T16:00:00Z');
  expect(zonedTime(AT, now, tokyo)).toBe('23 Nov 02:13 JST');
  expect(zonedTime(AT, now, { ...tokyo, language: 'ja' })).toBe('11/23 02:13 JST');
  expect(zonedTime(AT, new Date('2027-02-01T00:00:00Z'), tokyo)).toBe('23 Nov 2026 02:13 JST');
  expect(zonedTime(AT, new Date('2027-11-22T17:20:00Z'), tokyo)).toBe('23 Nov 2026 02:13 JST');
});

it('in a card the client puts the time in: no milliseconds, no blanks', () => {
  expect(clientDateTime(AT)).toBe('{{DATE(2026-11-22T17:13:38Z,SHORT)}} {{TIME(2026-11-22T17:13:38Z)}}');
  expect(clientDate(AT)).toBe('{{DATE(2026-11-22T17:13:38Z,SHORT)}}');
});

it('a time within six hours needs no day', () => {
  expect(clientTime(AT, LATER)).toBe('{{TIME(2026-11-22T17:13:38Z)}}');
  expect(clientTime(AT, new Date('2026-11-23T17:20:00Z'))).toMatch(/^\{\{DATE/);
});
