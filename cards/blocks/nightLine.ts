import type { FailedVm, NightTally } from '../../services/notify/failureCard';
import type { Language } from '../../services/platform/language';
import { type Speaker, verbatim } from '../text/speaker';
import { clientListTime } from '../text/times';
import { type CardLine, line } from './line';

const COUNTS = ['failed', 'warnings', 'again', 'recovered'] as const;

/** The counts of a night: what else failed, ended with warnings or recovered. No line if all counts are 0. */
export function nightLines(speaker: Speaker, night: NightTally | null): CardLine[] {
  if (night === null) return [];
  const parts = COUNTS.filter((count) => night[count] > 0).map((count) =>
    speaker.text(`notice.night.${count}`, { n: night[count] }),
  );
  if (parts.length === 0) return [];
  const date = dayFormat(speaker.reader.language).format(new Date(`${night.night}T12:00:00Z`));
  const counts = parts.join(speaker.plain('notice.night.comma'));
  return [line(speaker.text('notice.night.line', { date: verbatim(date), counts: verbatim(counts) }), true)];
}

/** How often a lasting failure was seen, and since when. It is reported once a week only. */
export function timesText({ times, sinceMs }: NonNullable<FailedVm['again']>, speaker: Speaker): string {
  const at = clientListTime(new Date(sinceMs), speaker.reader.now);
  return speaker.text('notice.times', { n: times, at: verbatim(at) });
}

function dayFormat(language: Language): Intl.DateTimeFormat {
  const [locale, month] = language === 'ja' ? (['ja-JP', 'numeric'] as const) : (['en-GB', 'short'] as const);
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month, day: 'numeric' });
}
