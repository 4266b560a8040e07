import { BoundedMap } from '../../services/platform/boundedMap';
import type { Language } from '../../services/platform/language';

/**
 * A time for text that no client localises: `02:13 JST`; on another day than `now`, `22 Nov 22:11 JST` or `11/22 22:11
 * JST`.
 */
export function zonedTime(at: Date, now: Date, zone: ZoneAndLanguage): string {
  const { locale, dayOfYear } = FORMS[zone.language];
  const day = formatter(locale, zone.timeZone, dayOfYear);
  const sameDay = day.format(at) === day.format(now);
  const clock = formatter('en-GB', zone.timeZone, 'clock').format(at);
  return `${sameDay ? '' : `${zonedDate(at, zone, now)} `}${clock} ${zoneName(at, zone.timeZone)}`;
}

/** `22 Nov` or `11/22`; with the year if `now` is in another one. */
export function zonedDate(at: Date, { timeZone, language }: ZoneAndLanguage, now: Date = at): string {
  const { locale, day, dayOfYear } = FORMS[language];
  const sameYear = at.getUTCFullYear() === now.getUTCFullYear();
  return formatter(locale, timeZone, sameYear ? day : dayOfYear).format(at);
}

interface ZoneAndLanguage {
  readonly timeZone: string;
  readonly language: Language;
}

/** `Intl` knows short zone names only for zones of the locale: `ja` has JST, `en-GB` has CET. Else it says `GMT+9`. */
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

/** Cached: creating an `Intl.DateTimeFormat` takes longer than rendering a card. */
const formatters = new BoundedMap<string, Intl.DateTimeFormat>(200);

function formatter(locale: string, timeZone: string, form: keyof typeof FORMATS): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${form}`;
  const kept = formatters.get(key);
  if (kept) return kept;
  const made = new Intl.DateTimeFormat(locale, { timeZone, ...FORMATS[form] });
  formatters.set(key, made);
  return made;
}
