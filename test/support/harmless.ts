import { createRequire } from 'node:module';

import { commandSchema } from '../../protocol/command';
import type { Rendered } from '../../protocol/rendering';
import { ofType } from './cardParts';
import { schemaErrors } from './cardSchema';

const MarkdownIt = createRequire(__filename)('markdown-it') as new (options: object) => {
  render(text: string): string;
};
/** More than Teams renders: bare addresses become links, HTML stays HTML. */
const markdown = new MarkdownIt({ linkify: true, html: true });

/** Teams' limit is 28 KB; ours counts UTF-16 units, of which UTF-8 makes up to three bytes. */
const CARD_CHARS_MAX = 28_000;
const SUMMARY_CHARS_MAX = 1_000;
/** Of a client's own dates; `2026-01-01` is the date of those that somebody typed. */
const DATE = /\{\{(?:DATE|TIME)\((?!2026-01-01)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(?:, ?\w+)?\)\}\}/g;
/** Invisible ones, but for those of emoji and of rare forms of letters, and the joiner that disarms markup. */
const HIDDEN =
  /[\p{Cc}\u2028\u2029]|(?![\u200c\u200d\u2060\u180b-\u180d\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}\u{e0020}-\u{e007f}])\p{Default_Ignorable_Code_Point}|(?<![\u{1f3f4}\u{e0030}-\u{e007a}])[\u{e0020}-\u{e007f}]/u;
/** Where clients read markdown: text blocks and facts, not runs, buttons and alternative texts. */
const READS_MARKDOWN = /(?<!\.inlines)\.(?:text|value)$/;
const TOWER = /\p{M}{9}/u;
/** What markdown makes of text that is more than text, and HTML. `strong`, paragraphs and `<vm>` are ours. */
const MARKUP =
  /<\/?(?:a|at|b|blockquote|br|code|del|em|h\d|hr|iframe|img|li|ol|pre|s|script|svg|table|textblock|ul|x)\b|<!/i;
const FAULTS = /⟦|\bundefined\b|Invalid Date|\[object /;

/** What is wrong with an answer that shows text of others; none if all of it stands there as text. */
export function harmsOf({ card, summary }: Rendered, others: string): readonly string[] {
  const harms = schemaErrors(card).map((error) => `schema: ${error}`);
  const said = (what: string, text: string): void => {
    harms.push(`${what}: ${JSON.stringify(text.slice(0, 200))}`);
  };
  const mentions = new Set(ofType(card['msteams'], 'mention').map(({ text }) => text as string));
  if (JSON.stringify(card).length > CARD_CHARS_MAX) said('too long', String(JSON.stringify(card).length));
  if (summary.length > SUMMARY_CHARS_MAX || summary.trim() === '') said('length of the summary', summary);
  for (const { path, text } of [...textsIn(card), { path: 'summary', text: summary }]) {
    if (/\p{Cs}/u.test(text)) said(`${path} half a character`, text);
    if (HIDDEN.test(text.replaceAll('\n', ''))) said(`${path} hidden`, text);
    if (TOWER.test(text)) said(`${path} tower`, text);
    if (/\$\{|\{\{/.test(text.replace(DATE, ''))) said(`${path} template`, text);
    if (/<\/?at\b/i.test(text) && !mentions.has(text)) said(`${path} mention`, text);
    if (FAULTS.test(text) && !FAULTS.test(others)) said(`${path} fault`, text);
    if (READS_MARKDOWN.test(path) && !mentions.has(text) && MARKUP.test(markdown.render(text.replace(DATE, ''))))
      said(`${path} markup`, text);
  }
  for (const { data } of ofType(card, 'Action.Execute'))
    if (!commandSchema.safeParse((data as { command: unknown }).command).success) said('button', JSON.stringify(data));
  return harms;
}

interface Text {
  readonly path: string;
  readonly text: string;
}

/** Every string that a client shows or reads; not what buttons carry back to the bot, nor pictures. */
function textsIn(value: unknown, path = ''): readonly Text[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) =>
    name === 'data' || name === 'url' ? [] : textsIn(one, Array.isArray(value) ? path : `${path}.${name}`),
  );
}
