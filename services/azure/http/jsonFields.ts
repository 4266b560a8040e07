/**
 * Reads fields of Azure's answers, which may be missing or of any type; nothing here throws. The SDK's models are not
 * used: they read a time without a zone (`2019-05-01T00:00:00`) in the process's time zone, while Azure means UTC. They
 * also throw on unexpected bodies and drop unknown fields.
 */
export type Json = Readonly<Record<string, unknown>>;

const TEXT_MAX = 4_000;

export function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** The first `max` elements; [] if the value is no list. */
export function listOf(value: unknown, max: number): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, max) : [];
}

/** A text or number as text, cut after 4,000 characters; '' for anything else, and for blanks alone. */
export function textOf(value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.slice(0, TEXT_MAX) : '';
}

export function isTrue(value: unknown): boolean {
  return value === true || textOf(value).toLowerCase() === 'true';
}

/** Azure's sentinels 0001-01-01 and 2001-01-01 mean "not set" (docs/azure.md, "Names and ids"). */
const UNSET_UNTIL_MS = Date.UTC(2001, 0, 1);
const ISO_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?$/i;

/** A time in ISO 8601; UTC if no zone is named. Null for anything else and for an unset time. */
export function isoTimeOf(value: unknown): Date | null {
  const [, time, zone] = ISO_TIME.exec(textOf(value).trim()) ?? [];
  return time === undefined ? null : setTime(Date.parse(`${time}${zone ?? 'Z'}`));
}

const US_TIME = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d\d):(\d\d) ([AP])M$/i;

/** A time from a property bag, in UTC: US text (`10/9/2026 12:00:00 AM` is 9 October) or ISO 8601. */
export function usTimeOf(value: unknown): Date | null {
  const [, month, day, year, hour, minute, second, half] = US_TIME.exec(textOf(value).trim()) ?? [];
  if (half === undefined) return isoTimeOf(value);
  const hours = (Number(hour) % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  return setTime(Date.UTC(Number(year), Number(month) - 1, Number(day), hours, Number(minute), Number(second)));
}

function setTime(ms: number): Date | null {
  return ms > UNSET_UNTIL_MS ? new Date(ms) : null;
}

const ISO_DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;
const TIME_SPAN = /^(?:(\d+)\.)?(\d+):(\d\d):(\d\d(?:\.\d+)?)$/;

/**
 * A duration in ISO 8601 (`PT2M54.8S`), or .NET's TimeSpan (`1.00:02:54.85`) from before 2017-07-01. Null for a missing
 * duration and for zero.
 */
export function durationMsOf(value: unknown): number | null {
  const text = textOf(value).trim();
  const [, days, hours, minutes, seconds] = ISO_DURATION.exec(text) ?? TIME_SPAN.exec(text) ?? [];
  const whole = Number(days ?? 0) * 86_400 + Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60;
  const ms = Math.round((whole + Number(seconds ?? 0)) * 1_000);
  return ms > 0 && Number.isSafeInteger(ms) ? ms : null;
}

/** The last part of a path, of an id, or of a list joined by `separator`. */
export function lastPart(text: string, separator: string): string {
  return text.slice(text.lastIndexOf(separator) + 1);
}
