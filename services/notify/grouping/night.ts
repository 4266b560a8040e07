import { BoundedMap } from '../../platform/boundedMap';
import { DAY_MS } from '../../platform/durations';

/** One formatter per time zone, because making one is slow. */
const formats = new BoundedMap<string, Intl.DateTimeFormat>(500);

/**
 * The night that a moment belongs to, named by the day at whose noon it began: `2026-11-22` lasts from noon of the 22nd
 * to noon of the 23rd. A time zone that the runtime does not know counts as UTC.
 */
export function nightOf(ms: number, timeZone: string): string {
  const { date, hour } = local(ms, timeZone);
  // Before noon it is the previous calendar day, not 24 hours earlier, because the clocks may change in the night.
  return hour >= 12 ? date : new Date(Date.parse(`${date}T12:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
}

function local(ms: number, timeZone: string): { readonly date: string; readonly hour: number } {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  return { date: `${part('year')}-${part('month')}-${part('day')}`, hour: Number(part('hour')) };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = make(timeZone);
  formats.set(timeZone, made);
  return made;
}

function make(timeZone: string): Intl.DateTimeFormat {
  const fields = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat('en', { ...fields, calendar: 'gregory', numberingSystem: 'latn', timeZone });
  } catch {
    return make('UTC'); // RangeError: no such zone.
  }
}
