import { DAY_MS, HOUR_MS } from '../../platform/durations';
import { instantOf, wallClock } from './schedule';

/** Time spans that users name in commands. A week begins on Monday; a night lasts from noon to noon. */
export const NAMED_SPANS = ['yesterday', 'dayBeforeYesterday', 'lastNight', 'thisWeek', 'lastWeek'] as const;
export type NamedSpan = (typeof NAMED_SPANS)[number];

const WEEK_DAYS = 7;

/** Start and exclusive end of the span, by the calendar of `timeZone`. Throws RangeError for a zone unknown to Intl. */
export function spanOf(name: NamedSpan, now: Date, timeZone: string): { readonly since: Date; readonly until: Date } {
  const wallMsAt = wallClock(timeZone);
  const today = Math.floor(wallMsAt(now.getTime()) / DAY_MS);
  // Day 0, 1 January 1970, is a Thursday: three days after a Monday.
  const monday = today - ((today + 3) % WEEK_DAYS);
  const at = (day: number, hour = 0): Date => new Date(instantOf(day * DAY_MS + hour * HOUR_MS, wallMsAt));
  switch (name) {
    case 'yesterday':
      return { since: at(today - 1), until: at(today) };
    case 'dayBeforeYesterday':
      return { since: at(today - 2), until: at(today - 1) };
    case 'lastNight':
      return { since: at(today - 1, 12), until: at(today, 12) };
    case 'thisWeek':
      return { since: at(monday), until: at(monday + WEEK_DAYS) };
    case 'lastWeek':
      return { since: at(monday - WEEK_DAYS), until: at(monday) };
  }
}
