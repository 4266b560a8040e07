import { dueBetween, minuteAfter, type PolicyPlan } from '../../../playground/azure/policies';
import { DAY_MS, HOUR_MS } from './startedAzure';

const DAILY: PolicyPlan = {
  name: 'Daily',
  timeZone: 'Tokyo Standard Time',
  enhanced: false,
  frequency: 'Daily',
  minute: 90,
};
const FROM_MS = Date.parse('2026-11-20T00:00:00Z');
const due = (policy: PolicyPlan, days: number): string[] =>
  dueBetween(policy, FROM_MS, FROM_MS + days * DAY_MS).map((ms) => new Date(ms).toISOString().slice(0, 16));

describe('when a simulated policy is due', () => {
  it('when it runs daily at 1:30 in Tokyo, then that is 16:30 UTC of the day before', () => {
    expect(due(DAILY, 2)).toEqual(['2026-11-20T16:30', '2026-11-21T16:30']);
  });

  it('when it runs on weekdays, then Saturday and Sunday of its own zone are left out', () => {
    expect(due({ ...DAILY, frequency: 'Weekly' }, 4)).toEqual(['2026-11-22T16:30', '2026-11-23T16:30']);
  });

  it('when it runs every four hours for twelve, then it is due four times a day', () => {
    expect(due({ ...DAILY, timeZone: 'UTC', frequency: 'Hourly', minute: 480 }, 1)).toEqual([
      '2026-11-20T08:00',
      '2026-11-20T12:00',
      '2026-11-20T16:00',
      '2026-11-20T20:00',
    ]);
  });

  it('when it is laid out to start in eight hours, then it does so within half an hour more', () => {
    const minute = minuteAfter(FROM_MS + 1, 8 * HOUR_MS, 'India Standard Time');
    const [first = 0] = dueBetween({ ...DAILY, timeZone: 'India Standard Time', minute }, FROM_MS, FROM_MS + DAY_MS);

    expect(first - FROM_MS).toBe(8.5 * HOUR_MS);
  });
});
