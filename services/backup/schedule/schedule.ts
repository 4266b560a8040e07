import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../platform/durations';
import type { NextStart } from '../findings';
import type { Policy, Schedule } from '../types';
import { ianaZone } from './windowsZones';

const DAY_MINUTES = 24 * 60;
/** Azure may begin this much later than scheduled (Microsoft Learn, "Frequently asked questions: Back up Azure VMs"). */
const LATE_MS = 2 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** A summer time is found by the change that began it: no zone keeps one for longer than a year. */
const SUMMER_WEEKS = 53;
/** A policy saved in summer may keep its hour when the clocks go back, until somebody saves it again: our choice. */
const AFTER_SUMMER_WEEKS = 6;
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
  const calendar = calendarOf(policy, now);
  if (calendar === null) return null;
  const nowMs = now.getTime();
  let starts: readonly number[] = [];
  // From yesterday: an hourly window reaches over midnight.
  for (let day = calendar.today - 1; day <= calendar.today + DAYS_AHEAD && starts.length === 0; day++)
    starts = calendar.startsOn(day).filter((ms) => ms > nowMs);
  return starts.length === 0 ? null : calendar.startAt(Math.min(...starts));
}

/**
 * The starts whose time has come and whose window is still open at `now`, oldest first; both ends of a window belong to
 * it. Azure begins a scheduled backup up to two hours late; where the hour itself is in doubt (`offByMs`), the window
 * stays open that much longer. [] where the schedule or the zone cannot be read.
 */
export function dueStarts(policy: Policy, now: Date): readonly NextStart[] {
  const calendar = calendarOf(policy, now);
  if (calendar === null) return [];
  const nowMs = now.getTime();
  // An hourly window of yesterday may reach into today; one that began today may be due after midnight.
  const starts = [-2, -1, 0].flatMap((day) => calendar.startsOn(calendar.today + day));
  return [...new Set(starts)]
    .filter((ms) => ms <= nowMs && ms >= nowMs - LATE_MS - DAY_MS)
    .sort((a, b) => a - b)
    .map((ms) => calendar.startAt(ms))
    .map((start) => (nowMs <= start.until.getTime() ? start : later(start)))
    .filter(({ until }) => nowMs <= until.getTime());
}

function later(start: NextStart): NextStart {
  return { ...start, until: new Date(start.until.getTime() + (start.offByMs ?? 0)) };
}

/** A policy's starts, by the days of its own zone. */
interface Calendar {
  /** Days since 1970 on the zone's wall clock. */
  readonly today: number;
  /** Epoch ms, in no order. */
  startsOn(day: number): readonly number[];
  startAt(ms: number): NextStart;
}

function calendarOf({ timeZone: named, schedule }: Policy, now: Date): Calendar | null {
  const timeZone = ianaZone(named);
  const nowMs = now.getTime();
  if (timeZone === null || schedule === null || !(nowMs > -NOW_MS_MAX && nowMs < NOW_MS_MAX)) return null;
  const wallMsAt = wallClock(timeZone);
  return {
    today: Math.floor(wallMsAt(nowMs) / DAY_MS),
    startsOn: (day) =>
      minutesOn(schedule, new Date(day * DAY_MS).getUTCDay()).map((minute) =>
        instantOf(day * DAY_MS + minute * MINUTE_MS, wallMsAt),
      ),
    startAt: (ms) => ({
      ...{ at: new Date(ms), until: new Date(ms + LATE_MS), timeZone },
      offByMs: offByMs(ms, wallMsAt),
    }),
  };
}

/**
 * By how much the start may be off, because the clocks of its zone changed; null where they did not, or too long ago to
 * matter. Microsoft's support matrix says that Azure VM backup does not adjust to summer time and that policies are to
 * be changed by hand; users have seen starts follow the clock. So in summer time, and for six weeks after it, the hour
 * is not certain.
 */
function offByMs(atMs: number, wallMsAt: WallClock): number | null {
  const offset = wallMsAt(atMs) - atMs;
  const thisWeek = Math.floor(atMs / WEEK_MS);
  for (let ago = 0; ago <= SUMMER_WEEKS; ago++) {
    const before = weekOffset(thisWeek - ago, wallMsAt);
    if (before === offset) continue;
    const isSummer = offset > before;
    return isSummer || ago <= AFTER_SUMMER_WEEKS ? Math.abs(offset - before) : null;
  }
  return null;
}

function weekOffset(week: number, wallMsAt: WallClock): number {
  return wallMsAt(week * WEEK_MS) - week * WEEK_MS;
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

/** Kept of each zone: all of its policies ask for the same starts and for the same year's weeks, again and again. */
const INSTANTS_MAX = 1_000;

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
  const shownAt = (ms: number): number => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  };
  const known = new Map<number, number>();
  return (ms) => {
    const shown = known.get(ms) ?? shownAt(ms);
    if (known.size >= INSTANTS_MAX) known.clear();
    known.set(ms, shown);
    return shown;
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
