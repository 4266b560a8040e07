import { HOUR_MS } from '../../services/platform/durations';

/**
 * Within 6 hours a time of day needs no date: the "as of" line of the card shows it. Twelve hours would be too many: at
 * 5 AM, "5:38 PM" of yesterday reads like a time in the future.
 */
const SAME_DAY_MS = 6 * HOUR_MS;

/**
 * Date and time as a function that the client fills in, in the zone of its user. The functions take RFC 3339 without
 * milliseconds and without blanks (https://aka.ms/adaptive-cards-date-functions).
 */
export function clientDateTime(at: Date): string {
  return `${clientDate(at)} ${time(at)}`;
}

export function clientDate(at: Date): string {
  return `{{DATE(${rfc3339(at)},SHORT)}}`;
}

/** Like `clientDateTime`, but short, for rows of a list: the date in numbers, in the order of the client's locale. */
export function clientListTime(at: Date, now: Date): string {
  return isNear(at, now) ? time(at) : `{{DATE(${rfc3339(at)},COMPACT)}} ${time(at)}`;
}

/** Only the time of day if `at` lies within 6 hours of `now`; else date and time. */
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
