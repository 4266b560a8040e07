import { HOUR_MS, MINUTE_MS } from '../../services/platform/durations';

/** Azure's unset time: without the Z of every other time. */
export const UNSET = '0001-01-01T00:00:00';

/** Azure's format of a moment, with seven decimals. The last four are derived from the moment. */
export function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -1)}${String((Math.abs(Math.round(ms)) * 7919) % 10_000).padStart(4, '0')}Z`;
}

/** `PT1H21M28.142S`, or `01:21:28.142` for `timeSpan`, the format before api-version 2017-07-01. */
export function durationText(ms: number, timeSpan: boolean): string {
  const hours = Math.floor(ms / HOUR_MS);
  const minutes = Math.floor(ms / MINUTE_MS) % 60;
  const seconds = Math.round(ms % MINUTE_MS) / 1000;
  if (timeSpan) {
    const two = (value: number): string => String(value).padStart(2, '0');
    return `${two(hours)}:${two(minutes)}:${two(Math.floor(seconds))}.${seconds.toFixed(3).slice(-3)}`;
  }
  const parts = [hours > 0 && `${hours}H`, minutes > 0 && `${minutes}M`, seconds > 0 && `${seconds}S`];
  return `PT${parts.filter((part) => part !== false).join('') || '0S'}`;
}

/** `10/9/2026 12:00:00 AM`: US order, no zone, in UTC, as in a job's propertyBag. */
export function usText(ms: number): string {
  const at = new Date(ms);
  const hour = at.getUTCHours();
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = `${hour % 12 === 0 ? 12 : hour % 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  return `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()} ${clock} ${hour < 12 ? 'AM' : 'PM'}`;
}

/** Parses a filter's `2016-10-26 11:30:00 AM` (UTC), also `00:00:00 AM` as in the specification; else NaN. */
export function filterTimeMs(text: string): number {
  const [, date, hour, rest, half] = /^(\d{4}-\d\d-\d\d) (\d\d):(\d\d:\d\d) (AM|PM)$/i.exec(text) ?? [];
  if (date === undefined || hour === undefined || rest === undefined || half === undefined) return NaN;
  const hours = (Number(hour) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
  return Date.parse(`${date}T${String(hours).padStart(2, '0')}:${rest}Z`);
}
