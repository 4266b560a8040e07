const MINUTE_MS = 60_000;
/** Nearer than this a clock time without its day is not mistaken: the card says the day of its "as of". Half a day would be: at 5 AM, "5:38 PM" reads as what is to come. */
const SAME_DAY_MS = 6 * 60 * MINUTE_MS;

/**
 * Day and time in the reader's own zone: the client puts them in (https://aka.ms/adaptive-cards-date-functions: RFC 3339, no
 * milliseconds, no blanks).
 */
export function clientDateTime(at: Date): string {
  return `${clientDate(at)} ${time(at)}`;
}

export function clientDate(at: Date): string {
  return `{{DATE(${rfc3339(at)},SHORT)}}`;
}

/** The same in as little room as possible, for rows of a list; the day as numbers in the client's own order. */
export function clientListTime(at: Date, now: Date): string {
  return isNear(at, now) ? time(at) : `{{DATE(${rfc3339(at)},COMPACT)}} ${time(at)}`;
}

/** Only the time of day where `at` lies within 6 hours of `now`; else day and time. */
export function clientTime(at: Date, now: Date): string {
  return isNear(at, now) ? time(at) : clientDateTime(at);
}

function isNear(at: Date, now: Date): boolean {
  return Math.abs(now.getTime() - at.getTime()) < SAME_DAY_MS;
}

function time(at: Date): string {
  return `{{TIME(${rfc3339(at)})}}`;
}

function rfc3339(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
