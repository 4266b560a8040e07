export const LANGUAGES = ['en', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

/** `ja*` is Japanese, everything else English (docs/messages.md). Takes what an activity carries: any text, or nothing. */
export function languageOf(locale: string | undefined): Language {
  return /^ja(?:$|[-_])/i.test(locale ?? '') ? 'ja' : 'en';
}

/** Whether the runtime knows `name` as an IANA time zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name !== '';
  } catch {
    return false;
  }
}
