/**
 * A time span in the text. `keep`: a retention; `last`: a time to look back; `span`: either; `badKeep`: a retention
 * without a valid number.
 */
interface Span {
  readonly tag: 'keep' | 'last' | 'span' | 'badKeep';
  /** NaN for `badKeep`. */
  readonly hours: number;
  /** The number of letters that the span takes in the text. */
  readonly length: number;
}

const NUMBER = '([-−–]?\\d{1,15}(?:\\.\\d{1,6})?|[一二三四五六七八九十]{1,3})';
const DAYS = 'days?|d|日間|日';
const WEEKS = 'weeks?|wks?|w|週間|週';
const HOURS = 'hours?|hrs?|h|時間';
/** No letter or digit may follow the unit. */
const END = '(?![a-z0-9_-])';
/** The number must not belong to another quantity, as in `14 months` and `1/2`. */
const OTHER_UNIT = '(?![./:-]\\d| ?(?:か月|ヶ月|ヵ月|カ月|ケ月|月|年|分|時|months?|years?|hours?))';

const KEEP_WORD =
  '(?:keep|keeping|retain|retaining|retention|保持期間|保存期間|保持日数|保持)(?: (?:it|them|this|for|of|the|period|backup|to))*[ :=はを]*';
const KEEP = sticky(`${KEEP_WORD}${NUMBER} ?(${DAYS}|${WEEKS})?${END}${OTHER_UNIT}で?`);
const FOR = sticky(`for ${NUMBER} ?(${DAYS}|${WEEKS})${END}`);
const KEPT = sticky(`${NUMBER} ?(${DAYS}|${WEEKS})の?(?:保持|保管|保存)(?:して|で)?`);
const BAD_KEEP = sticky(`${KEEP_WORD}(?:[-−+]?[a-z0-9][a-z0-9.+_-]*(?: ?(?:months?|years?|hours?|か月|ヶ月|年))?)?`);
const LAST = sticky(
  `(?:(?:in |for |within |over |from )?(?:the )?(?:last|past|previous)|直近の?|過去の?|最近の?) ?(?:${NUMBER} ?)?(${DAYS}|${WEEKS}|${HOURS})${END}(?:分|以内|の)?`,
);
const WITHIN = sticky(`${NUMBER} ?(${DAYS}|${WEEKS}|${HOURS})(?:以内|分|のうち)`);
const PLAIN = sticky(`${NUMBER} ?(${DAYS}|${WEEKS}|${HOURS})${END}`);

function sticky(pattern: string): RegExp {
  return new RegExp(pattern, 'y');
}

/** The time span that begins at `from` in the lower-case `text`; null if none does. */
export function spanAt(text: string, from: number): Span | null {
  for (const [pattern, tag] of [
    [KEEP, 'keep'],
    [FOR, 'keep'],
    [KEPT, 'keep'],
    [BAD_KEEP, 'badKeep'],
    [LAST, 'last'],
    [WITHIN, 'last'],
    [PLAIN, 'span'],
  ] as const) {
    const found = matchAt(pattern, text, from);
    if (found) return { tag: tag === 'span' && looksBack(found[2]) ? 'last' : tag, ...measure(found, tag) };
  }
  return null;
}

/** Whether the span can only look back: `30日` may mean the 30th, and hours are no retention. */
function looksBack(unit: string | undefined): boolean {
  return unit === '日' || unit === '週' || /^(?:時|h)/.test(unit ?? '');
}

function measure(found: RegExpExecArray, tag: Span['tag']): Pick<Span, 'hours' | 'length'> {
  const [whole, count, unit = 'd'] = found;
  if (tag === 'badKeep') return { hours: NaN, length: whole.length };
  const perUnit = /^(?:w|週)/.test(unit) ? 7 * 24 : /^(?:h|時)/.test(unit) ? 1 : 24;
  return { hours: (count === undefined ? 1 : numberOf(count)) * perUnit, length: whole.length };
}

/** Digits, or a kanji number up to 99. */
function numberOf(text: string): number {
  if (!/^[一二三四五六七八九十]/.test(text)) return Number(text.replace(/^[−–]/, '-'));
  const digit = (kanji: string): number => '〇一二三四五六七八九'.indexOf(kanji);
  const [tens, ones] = text.split('十');
  if (ones === undefined) return digit(tens ?? '');
  return (tens ? digit(tens) : 1) * 10 + (ones ? digit(ones) : 0);
}

function matchAt(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}
