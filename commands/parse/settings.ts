import type { Line, Tag } from './line';
import { command, incomplete, type Rule } from './results';

const ZONE_WORD = '(?:timezone|time zone|time-zone|tz|タイムゾーン|タイム ゾーン|標準時|時間帯)';
const ZONE = new RegExp(`${ZONE_WORD}[ :=をはto]*?(?:is |to )?([A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2})`, 'i');
const AREA = /(?<![A-Za-z0-9])([A-Za-z]{2,20}\/[A-Za-z_+-]+[A-Za-z0-9](?:\/[A-Za-z_]+)?)/;
/** What people in Japan call their zone. */
const JAPAN = /(?<![a-z])(?:jst|tokyo|japan)(?![a-z/])|東京|日本時間|日本標準時/i;
const ONLY_LANGUAGE: ReadonlySet<Tag> = new Set<Tag>([
  'english', 'japanese', 'please', 'particle', 'topic', 'filler', 'now', 'do', 'request', 'question',
]); // prettier-ignore

/** The conversation's language and time zone; the zone as typed, whether it exists is the command's business. */
export const settings: Rule = (heard) => {
  const isNamed = heard.has('settings', 'language', 'timeZone');
  const isLanguageAlone = heard.has('english', 'japanese') && heard.only(ONLY_LANGUAGE);
  if (!isNamed && !isLanguageAlone) return null;
  const language = languageOf(heard);
  const timeZone = zoneOf(heard);
  if (language === null && timeZone === null && !isQuestionOnly(heard)) {
    return incomplete('settingsValue', { kind: 'settings', heard, offers: [{ kind: 'settings' }] });
  }
  return command({ kind: 'settings', ...(language && { language }), ...(timeZone !== null && { timeZone }) });
};

function languageOf(heard: Line): 'en' | 'ja' | null {
  if (heard.has('japanese')) return 'ja';
  return heard.has('english') ? 'en' : null;
}

function zoneOf(heard: Line): string | null {
  if (!heard.has('settings', 'timeZone')) return null;
  const area = AREA.exec(heard.line)?.[1];
  if (area !== undefined) return area;
  if (heard.has('timeZone') && JAPAN.test(heard.line)) return 'Asia/Tokyo';
  return ZONE.exec(heard.line)?.[1] ?? (/(?<![a-z])utc(?![a-z])/i.test(heard.line) ? 'UTC' : null);
}

/** `settings`, without anything to change: shows them. A language or a zone alone names nothing. */
function isQuestionOnly(heard: Line): boolean {
  const isBare = heard.loose.length === 0 && heard.vms.length === 0;
  return isBare && (heard.has('ask', 'question') || !heard.has('language', 'timeZone'));
}
