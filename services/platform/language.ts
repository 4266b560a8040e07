export const LANGUAGES = ['en', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Japanese for a locale such as `ja` or `ja-JP`, English for any other text or none. */
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
