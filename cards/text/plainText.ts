/** The longest untrusted text on one line of a card. Azure's longest name, of a resource group, has 90 characters. */
const NAME_MAX = 120;

/** U+2060 WORD JOINER: invisible, without width, allows no line break. */
const JOINER = '\u2060';

/** A flag such as Scotland's, which stays, or one of its invisible letters elsewhere. */
const TAG_LETTERS = /(\u{1f3f4}[\u{e0030}-\u{e007a}]{2,6}\u{e007f})|[\u{e0020}-\u{e007f}]/gu;
/** Characters that show nothing. Those that join or vary what stands beside them stay. */
const HIDDEN = /(?!\p{Variation_Selector}|\p{Join_Control}|[\u{e0020}-\u{e007f}])\p{Default_Ignorable_Code_Point}/gu;
/** More marks on one letter than any script writes: they would cover the lines above and below. */
const TOWER = /(\p{M}{6})\p{M}+/gu;
const VISIBLE = /[^\s\u2800\p{Default_Ignorable_Code_Point}]/u;

/**
 * Makes text of a person or of Azure safe for clients that read no markdown. The result is one line of at most `max`
 * characters, without control characters, hidden ones and marks of text direction; '' if it would show nothing. An
 * invisible character breaks `{{DATE(`, `${` and `<at>`, which Teams or the templates would interpret.
 */
export function plainText(text: string, max: number = NAME_MAX): string {
  const line = text
    .slice(0, 4 * max + 1_000)
    .replace(/[\p{Cs}\p{Noncharacter_Code_Point}]/gu, '\ufffd')
    .replace(HIDDEN, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(TAG_LETTERS, '$1')
    .replace(TOWER, '$1')
    .trim();
  if (!VISIBLE.test(line)) return '';
  return shortened(line, max)
    .replace(/\{(?=\{)/g, `{${JOINER}`)
    .replace(/\$(?=\{)/g, `$${JOINER}`)
    .replace(/<(?=\/?at\b)/gi, `<${JOINER}`);
}

/**
 * Makes text safe for a TextBlock or a fact, where clients read markdown. It escapes emphasis, links, code, HTML, lists
 * and addresses that clients turn into links. Everything else stays, e.g. `web-01.prod`.
 */
export function markdownText(text: string, max?: number): string {
  return plainText(text, max)
    .replace(/[\\*[\]()~`<>&|!]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/^(?:[#+=-]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}${JOINER}` : `\\${start}`))
    .replace(/:(?=\/\/)|(?<!:)\/(?=\/)|(?<=\bwww)\.|(?<=\bmailto):|@(?=[\p{L}\p{N}])/giu, '\\$&')
    .replace(DOMAIN_DOT, '\\$&');
}

/** The last dot of what clients take for a domain: two letters follow, or a top-level domain that markdown-it knows. */
const DOMAIN_DOT =
  /(?<=[\p{L}\p{N}])\.(?=(?:[a-z]{2}|biz|com|edu|gov|net|org|pro|web|xxx|aero|asia|coop|info|museum|name|shop|рф)(?![\p{L}\p{N}]))/giu;

/** Cuts between graphemes, so that an emoji stays whole. */
function shortened(line: string, max: number): string {
  if (line.length <= max) return line;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
