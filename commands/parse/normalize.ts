/** Longer text, in UTF-16 units, is refused with a message. */
export const TEXT_MAX = 1_000;

/** A mention that Teams left in the text. */
const MENTION = /<at[^<>]*>[^<]*<\/at>/gi;
/** Dashes that phones and IMEs type for `-`. Not beside Japanese letters: a resource group may hold a real ー. */
const DASHES = /(?<=[A-Za-z0-9])[\u2010-\u2015\u2212\u30FC\uFF70\u2500](?=[A-Za-z0-9])/g;
/** Emoji that thank or greet, with their skin tones. Any other emoji is an unknown word and prevents a change. */
const POLITE_EMOJI =
  /[\u{1F64F}\u{1F647}\u{1F44D}\u{1F60A}\u{1F642}\u{1F600}\u{2728}][\u{1F3FB}-\u{1F3FF}]?\u{FE0F}?/gu;

/** The lines that are not blank, without mentions, each normalized by `foldLine`. */
export function toLines(raw: string): readonly string[] {
  return withoutMentions(raw)
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .split('\n')
    .map(foldLine)
    .filter((line) => line !== '');
}

export function withoutMentions(raw: string): string {
  return raw.replace(MENTION, ' ').trim();
}

/**
 * Applies NFKC, unifies blanks, quotes and dashes, and removes control characters. VM names are folded in the same way
 * for comparison.
 */
export function foldLine(line: string): string {
  return line
    .replace(/&nbsp;/gi, ' ')
    .replace(/\p{Cc}/gu, ' ')
    .replace(POLITE_EMOJI, ' ')
    .replace(/\p{Cf}/gu, '')
    .normalize('NFKC')
    .replace(/[‘’‚‛`´]/g, "'")
    .replace(/[“”„‟«»]/g, '"')
    .replace(DASHES, '-')
    .replace(/(^|\s)[-–—−]+(?=[a-z])/gi, '$1')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\/(?=[a-z]+(?:\s|$))/i, '');
}

/** Lower-cases ASCII letters only: the length stays, so positions in the result are positions in `text`. */
export function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Whether the text holds kana or kanji. Such a line is answered with Japanese command forms. */
export function isJapanese(text: string): boolean {
  return /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u.test(text);
}
