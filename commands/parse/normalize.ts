/** Characters of text that are read; beyond it the person is told so. */
export const TEXT_MAX = 1_000;

/** A mention that the channel left in the text. */
const MENTION = /<at[^<>]*>[^<]*<\/at>/gi;
/** Dashes that phones and IMEs leave for `-`; folded between ASCII letters and digits only, as a resource group may hold a real ー (WORDING.md). */
const DASHES = /(?<=[A-Za-z0-9])[\u2010-\u2015\u2212\u30FC\uFF70\u2500](?=[A-Za-z0-9])/g;
/** Emoji that thank or greet, with their skin tones; any other stays, and keeps a change from being run. */
const KIND_EMOJI = /[\u{1F64F}\u{1F647}\u{1F44D}\u{1F60A}\u{1F642}\u{1F600}\u{2728}][\u{1F3FB}-\u{1F3FF}]?\u{FE0F}?/gu;

/** The text without mentions, control and direction marks, one form for each kind of blank, quote and dash; in lines that are not blank. */
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

/** As `toLines` folds each line; names of VMs go through it too, so that both sides compare. */
export function foldLine(line: string): string {
  return line
    .replace(/&nbsp;/gi, ' ')
    .replace(/\p{Cc}/gu, ' ')
    .replace(KIND_EMOJI, ' ')
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

/** ASCII letters only: the length stays, so that positions in the one are positions in the other. */
export function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Whether the text holds kana or kanji: then it is answered with the Japanese forms. */
export function isJapanese(text: string): boolean {
  return /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u.test(text);
}
