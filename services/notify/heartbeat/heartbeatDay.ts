/** The hour of the day, in the conversation's time zone, from which the heartbeat of that day is due. */
export const HEARTBEAT_HOUR = 9;

interface LocalHour {
  /** The day as `2026-11-28`. Days compare as texts. */
  readonly day: string;
  /** 0 to 23. */
  readonly hour: number;
}

/**
 * The day and the hour that clocks in the time zone show. No moment of "09:00" is computed, so a day on which the
 * clocks change needs no rule of its own.
 */
export function localHour(at: Date, timeZone: string): LocalHour {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit' },
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  return { day: `${part('year')}-${part('month')}-${part('day')}`, hour: Number(part('hour')) };
}
