import type { Line } from '../line';
import type { Tag } from '../tokenize';
import { command, incomplete, type Rule } from './results';

const ZONE_WORD = '(?:timezone|time zone|time-zone|tz|タイムゾーン|タイム ゾーン|標準時|時間帯)';
const ZONE = new RegExp(`${ZONE_WORD}[ :=をはto]*?(?:is |to )?([A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2})`, 'i');
const AREA = /(?<![A-Za-z0-9])([A-Za-z]{2,20}\/[A-Za-z_+-]+[A-Za-z0-9](?:\/[A-Za-z_]+)?)/;
/** Names that people in Japan use for their time zone. */
const JAPAN = /(?<![a-z])(?:jst|tokyo|japan)(?![a-z/])|東京|日本時間|日本標準時/i;
const ONLY_LANGUAGE: ReadonlySet<Tag> = new Set<Tag>([
  'english', 'japanese', 'please', 'particle', 'topic', 'filler', 'now', 'do', 'request', 'question',
]); // prettier-ignore

/** The conversation's language and time zone. The zone is passed on as typed; the command checks that it exists. */
export const settingsRule: Rule = (line) => {
  const isNamed = line.has('settings', 'language', 'timeZone');
  const isLanguageAlone = line.has('english', 'japanese') && line.only(ONLY_LANGUAGE);
  if (!isNamed && !isLanguageAlone) return null;
  const language = languageOf(line);
  const timeZone = zoneOf(line);
  if (language === null && timeZone === null && !asksForSettings(line)) {
    return incomplete('settingsValue', { kind: 'settings', line, offers: [{ kind: 'settings' }] });
  }
  return command({ kind: 'settings', ...(language && { language }), ...(timeZone !== null && { timeZone }) });
};

function languageOf(line: Line): 'en' | 'ja' | null {
  if (line.has('japanese')) return 'ja';
  return line.has('english') ? 'en' : null;
}

function zoneOf(line: Line): string | null {
  if (!line.has('settings', 'timeZone')) return null;
  const area = AREA.exec(line.text)?.[1];
  if (area !== undefined) return area;
  if (line.has('timeZone') && JAPAN.test(line.text)) return 'Asia/Tokyo';
  return ZONE.exec(line.text)?.[1] ?? (/(?<![a-z])utc(?![a-z])/i.test(line.text) ? 'UTC' : null);
}

/** `settings` without a value shows the settings. `language` or `timezone` alone lacks its value. */
function asksForSettings(line: Line): boolean {
  const isBare = line.loose.length === 0 && line.vms.length === 0;
  return isBare && (line.has('ask', 'question') || !line.has('language', 'timeZone'));
}
