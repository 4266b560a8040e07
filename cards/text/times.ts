import { BoundedMap } from '../../services/platform/boundedMap';
import type { Language } from '../../services/platform/language';

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

/** `02:13 JST`, on another day than `now` `22 Nov 22:11 JST` or `11/22 22:11 JST`: for texts that no client localises. */
export function zonedTime(at: Date, now: Date, zone: ZoneAndLanguage): string {
  const { locale, dayOfYear } = FORMS[zone.language];
  const day = formatter(locale, zone.timeZone, dayOfYear);
  const sameDay = day.format(at) === day.format(now);
  const clock = formatter('en-GB', zone.timeZone, 'clock').format(at);
  return `${sameDay ? '' : `${zonedDate(at, zone, now)} `}${clock} ${zoneName(at, zone.timeZone)}`;
}

/** `22 Nov` or `11/22`; with the year where it is not the one of `now`. */
export function zonedDate(at: Date, { timeZone, language }: ZoneAndLanguage, now: Date = at): string {
  const { locale, day, dayOfYear } = FORMS[language];
  const sameYear = at.getUTCFullYear() === now.getUTCFullYear();
  return formatter(locale, timeZone, sameYear ? day : dayOfYear).format(at);
}

export interface ZoneAndLanguage {
  readonly timeZone: string;
  readonly language: Language;
}

/** Each locale knows the short names of its own zones only: JST is `ja`, CET `en-GB`. Else `GMT+9`. */
const LOCALES_OF_ZONES = ['en-US', 'ja-JP', 'en-GB', 'en-AU', 'en-IN', 'en-NZ', 'en-ZA'];

function zoneName(at: Date, timeZone: string): string {
  let offset = timeZone;
  for (const locale of LOCALES_OF_ZONES) {
    const name = formatter(locale, timeZone, 'zone')
      .formatToParts(at)
      .find((part) => part.type === 'timeZoneName')?.value;
    if (name !== undefined && !/^(?:GMT|UTC)[+-]/.test(name)) return name;
    if (locale === LOCALES_OF_ZONES[0]) offset = name ?? timeZone;
  }
  return offset;
}

const FORMATS = {
  clock: { hour: '2-digit', minute: '2-digit' },
  zone: { timeZoneName: 'short' },
  namedDay: { month: 'short', day: 'numeric' },
  namedDayOfYear: { month: 'short', day: 'numeric', year: 'numeric' },
  numberedDay: { month: 'numeric', day: 'numeric' },
  numberedDayOfYear: { month: 'numeric', day: 'numeric', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const FORMS = {
  en: { locale: 'en-GB', day: 'namedDay', dayOfYear: 'namedDayOfYear' },
  ja: { locale: 'ja-JP', day: 'numberedDay', dayOfYear: 'numberedDayOfYear' },
} as const;

/** Kept, since making one costs more than drawing a card. */
const formatters = new BoundedMap<string, Intl.DateTimeFormat>(200);

function formatter(locale: string, timeZone: string, form: keyof typeof FORMATS): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${form}`;
  const kept = formatters.get(key);
  if (kept) return kept;
  const made = new Intl.DateTimeFormat(locale, { timeZone, ...FORMATS[form] });
  formatters.set(key, made);
  return made;
}

function rfc3339(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
