/** Longest text of others that a card shows in a line; Azure's longest name (a resource group) has 90. */
const NAME_MAX = 120;

/** U+2060: takes no room and allows no line break. */
const JOINER = '\u2060';

/**
 * Text of a person or of Azure on one line, harmless where a client reads no markdown: control characters and the
 * marks that turn the reading direction are gone, `{{DATE(` and `<at>` of theirs are broken by an invisible character, what is
 * longer than `max` characters ends in an ellipsis.
 */
export function plainText(text: string, max: number = NAME_MAX): string {
  const line = text
    .slice(0, 4 * max + 1_000)
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/[\p{Cc}\s\u2028\u2029]+/gu, ' ')
    .trim();
  return shortened(line, max)
    .replace(/\{(?=\{)/g, `{${JOINER}`)
    .replace(/\$(?=\{)/g, `$${JOINER}`)
    .replace(/<(?=\/?at\b)/gi, `<${JOINER}`);
}

/**
 * The same for a TextBlock or a fact, whose clients read markdown: what would come alive (emphasis, links, code, HTML,
 * lists, addresses made links) is escaped, and only that, so that `web-01.prod` stays as it is.
 */
export function markdownText(text: string, max?: number): string {
  return plainText(text, max)
    .replace(/[\\*[\]()~`<>&|!]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/^(?:[#+=-]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}${JOINER}` : `\\${start}`))
    .replace(/:(?=\/\/)|(?<=\bwww)\.|(?<=\bmailto):|@(?=[\p{L}\p{N}])/giu, '\\$&')
    .replace(DOMAIN_DOT, '\\$&');
}

/** The last dot of what clients take for a domain: before two letters or one of the names that markdown-it knows. */
const DOMAIN_DOT =
  /(?<=[\p{L}\p{N}])\.(?=(?:[a-z]{2}|biz|com|edu|gov|net|org|pro|web|xxx|aero|asia|coop|info|museum|name|shop|рф)(?![\p{L}\p{N}]))/giu;

/** Cut between characters as people see them (an emoji is one). */
function shortened(line: string, max: number): string {
  if (line.length <= max) return line;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
