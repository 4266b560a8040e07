import type { NextStart } from './findings';
import type { Policy, Schedule } from './types';
import { ianaZone } from './windowsZones';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const DAY_MS = DAY_MINUTES * MINUTE_MS;
/** Azure may begin this much later than scheduled (DESIGN.md). */
const LATE_MS = 2 * 60 * MINUTE_MS;
/** A week and a day to look ahead: the next start of a weekly schedule lies within. */
const DAYS_AHEAD = 8;
/** The years that a calendar is asked about, as ms; beyond them a Date cannot hold what we add. */
const NOW_MS_MAX = Date.UTC(9_000, 0);

/**
 * When the policy starts a backup next, strictly after `now`. null where that is not known: a schedule or a time zone
 * that we cannot read is never guessed at.
 *
 * Azure does not say what happens to a time that the clocks skip or show twice. We take it as Windows does: a skipped
 * 02:30 is the 03:30 that follows, of two 02:30 it is the first; `until` covers the other.
 */
export function nextStart(policy: Policy, now: Date): NextStart | null {
  const timeZone = ianaZone(policy.timeZone);
  const nowMs = now.getTime();
  if (timeZone === null || policy.schedule === null || !(nowMs > -NOW_MS_MAX && nowMs < NOW_MS_MAX)) return null;
  const wallMsAt = wallClock(timeZone);
  const today = Math.floor(wallMsAt(nowMs) / DAY_MS);

  let starts: readonly number[] = [];
  // From yesterday: an hourly window reaches over midnight.
  for (let day = today - 1; day <= today + DAYS_AHEAD && starts.length === 0; day++) {
    starts = minutesOn(policy.schedule, new Date(day * DAY_MS).getUTCDay())
      .map((minute) => instantOf(day * DAY_MS + minute * MINUTE_MS, wallMsAt))
      .filter((ms) => ms > nowMs);
  }
  if (starts.length === 0) return null;
  const atMs = Math.min(...starts);
  return { at: new Date(atMs), until: new Date(atMs + LATE_MS), timeZone };
}

/** Minutes after the midnight that begins the day; those of an hourly window may lie in the next day. 0 is Sunday. */
function minutesOn(schedule: Schedule, weekday: number): readonly number[] {
  switch (schedule.kind) {
    case 'daily':
      return schedule.times.filter(isMinuteOfDay);
    case 'weekly':
      return schedule.days.includes(weekday) ? schedule.times.filter(isMinuteOfDay) : [];
    case 'hourly':
      return hourlyMinutes(schedule);
  }
}

/**
 * 12 hours from 08:00 every 4 hours: 08:00, 12:00, 16:00 and 20:00. Whether Azure counts the window's end is not
 * documented; we do, since a start too many only makes somebody wait. One of 24 hours ends where the next begins.
 */
function hourlyMinutes({ start, everyHours, forHours }: Extract<Schedule, { kind: 'hourly' }>): readonly number[] {
  if (!isMinuteOfDay(start) || !(everyHours >= 1) || !(forHours >= 0)) return [];
  const minutes: number[] = [];
  for (let minute = 0; minute <= forHours * 60 && minute < DAY_MINUTES; minute += everyHours * 60) {
    minutes.push(start + minute);
  }
  return minutes;
}

function isMinuteOfDay(minute: number): boolean {
  return minute >= 0 && minute < DAY_MINUTES;
}

type WallClock = (ms: number) => number;

/** One per zone that Intl knows, a few hundred: making one costs more than asking it a hundred times. */
const wallClocks = new Map<string, WallClock>();

export function wallClock(timeZone: string): WallClock {
  const known = wallClocks.get(timeZone) ?? wallClockOf(timeZone);
  wallClocks.set(timeZone, known);
  return known;
}

/** From an instant (ms) to what the zone's wall clock shows then, as the ms at which a clock in UTC would show it. */
function wallClockOf(timeZone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  };
}

/** The first instant at which the wall clock shows `wallMs`; where it skips it, the one as far behind the skip. */
export function instantOf(wallMs: number, wallMsAt: (ms: number) => number): number {
  const offsetAt = (ms: number): number => wallMsAt(ms) - ms;
  const before = wallMs - offsetAt(wallMs - DAY_MS);
  const after = wallMs - offsetAt(wallMs + DAY_MS);
  const shows = (ms: number): boolean => wallMsAt(ms) === wallMs;
  return shows(before) || !shows(after) ? before : after;
}
