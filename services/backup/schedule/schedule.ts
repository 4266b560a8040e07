import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../platform/durations';
import type { NextStart } from '../findings';
import type { Policy, Schedule } from '../types';
import { ianaZone } from './windowsZones';

const DAY_MINUTES = 24 * 60;
/** Azure begins a backup up to two hours late (Microsoft Learn, "Frequently asked questions - Back up Azure VMs"). */
const LATE_MS = 2 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** How far back to look for the change of clocks that began summer time: no zone keeps it over a year. */
const SUMMER_WEEKS = 53;
/**
 * A policy saved in summer may keep its hour after the clocks go back, until somebody saves it again. Azure does not
 * tell when a policy was saved; six weeks of doubt are the bot's choice.
 */
const AFTER_SUMMER_WEEKS = 6;
/** How many days ahead to search: enough for the next start of a weekly schedule. */
const DAYS_AHEAD = 8;
/** Later times are refused: a Date ends in the year 275760, and the code adds days to them. */
const NOW_MS_MAX = Date.UTC(9_000, 0);

/**
 * The policy's next start, strictly after `now`; null if the bot cannot read its schedule or time zone.
 *
 * Azure does not document a time that the clocks skip or show twice. The bot follows Windows: a skipped 02:30 means
 * 03:30, and a repeated 02:30 means the first. The second 02:30 then lies before `until`.
 */
export function nextStart(policy: Policy, now: Date): NextStart | null {
  const calendar = calendarOf(policy, now);
  if (calendar === null) return null;
  const nowMs = now.getTime();
  let starts: readonly number[] = [];
  // Begins with yesterday, because an hourly window may end after midnight.
  for (let day = calendar.today - 1; day <= calendar.today + DAYS_AHEAD && starts.length === 0; day++)
    starts = calendar.startsOn(day).filter((ms) => ms > nowMs);
  return starts.length === 0 ? null : calendar.startAt(Math.min(...starts));
}

/**
 * Starts that Azure may still begin at `now`, oldest first. A start is due for two hours from its time, both ends
 * included. If a change of clocks leaves its hour in doubt (`offByMs`), it is due for that much longer. Returns [] if
 * the bot cannot read the schedule or the time zone.
 */
export function dueStarts(policy: Policy, now: Date): readonly NextStart[] {
  const calendar = calendarOf(policy, now);
  if (calendar === null) return [];
  const nowMs = now.getTime();
  // Includes the two days before: yesterday's hourly window may end today, and a late start stays due over midnight.
  const starts = [-2, -1, 0].flatMap((day) => calendar.startsOn(calendar.today + day));
  return [...new Set(starts)]
    .filter((ms) => ms <= nowMs && ms >= nowMs - LATE_MS - DAY_MS)
    .sort((a, b) => a - b)
    .map((ms) => calendar.startAt(ms))
    .map((start) => (nowMs <= start.until.getTime() ? start : later(start)))
    .filter(({ until }) => nowMs <= until.getTime());
}

/** How many scheduled starts Azure may have begun in the `ms` before `now`. Null: the schedule's kind is unknown. */
export function startsWithin(policy: Policy, ms: number, now: Date): number | null {
  const calendar = calendarOf(policy, now);
  if (calendar === null) return null;
  const [fromMs, toMs] = [now.getTime() - ms - LATE_MS, now.getTime()];
  const days = Math.ceil(ms / DAY_MS) + 2;
  const starts = Array.from({ length: days + 1 }, (_, ago) => calendar.startsOn(calendar.today - ago)).flat();
  return new Set(starts.filter((at) => at >= fromMs && at <= toMs)).size;
}

function later(start: NextStart): NextStart {
  return { ...start, until: new Date(start.until.getTime() + (start.offByMs ?? 0)) };
}

/** A policy's starts, by day in the policy's time zone. */
interface Calendar {
  /** Days since 1 January 1970 in that zone. */
  readonly today: number;
  /** Starts of one day in epoch ms, in no order. */
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
      at: new Date(ms),
      until: new Date(ms + LATE_MS),
      timeZone,
      offByMs: offByMs(ms, wallMsAt),
    }),
  };
}

/**
 * Possible error of a start after a change of clocks, in ms; null if there was no recent change. Microsoft's support
 * matrix says that Azure VM backup does not adjust to summer time. Users have seen starts follow the clock
 * (docs/azure.md). So the hour is in doubt in summer time and for six weeks after it.
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

/** Starts in minutes after the day's midnight; an hourly window may reach beyond 24 hours. `weekday` 0 is Sunday. */
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
 * Every 4 hours for 12 hours from 08:00 gives 08:00, 12:00, 16:00 and 20:00. Azure does not document whether the end of
 * the window counts. The bot counts it, because one start too many only makes users wait. A window of 24 hours ends
 * before the next begins.
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

/** Takes an instant (epoch ms). Returns the time on the zone's wall clock, as the epoch ms of that time in UTC. */
type WallClock = (ms: number) => number;

/** Cached instants per zone: all policies of a zone ask for the same starts and the same weeks of the year. */
const INSTANTS_MAX = 1_000;

/** Cached wall clocks, one per zone; Intl has a few hundred. Making one costs more than a hundred uses of it. */
const wallClocks = new Map<string, WallClock>();

export function wallClock(timeZone: string): WallClock {
  const known = wallClocks.get(timeZone) ?? wallClockOf(timeZone);
  wallClocks.set(timeZone, known);
  return known;
}

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

/** The first instant at which the wall clock shows `wallMs`. A skipped time moves on by the length of the skip. */
export function instantOf(wallMs: number, wallMsAt: (ms: number) => number): number {
  const offsetAt = (ms: number): number => wallMsAt(ms) - ms;
  const before = wallMs - offsetAt(wallMs - DAY_MS);
  const after = wallMs - offsetAt(wallMs + DAY_MS);
  const shows = (ms: number): boolean => wallMsAt(ms) === wallMs;
  return shows(before) || !shows(after) ? before : after;
}
