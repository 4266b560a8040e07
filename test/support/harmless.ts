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
  /(?!\n)[\p{Cc}\u2028\u2029]|(?!\u2060|\p{Join_Control}|\p{Variation_Selector}|[\u{e0020}-\u{e007f}])\p{Default_Ignorable_Code_Point}|(?<![\u{1f3f4}\u{e0030}-\u{e007a}])[\u{e0020}-\u{e007f}]/u;
/** Where clients read markdown: text blocks and facts, not runs, buttons and alternative texts. */
const READS_MARKDOWN = /(?<!\.inlines)\.(?:text|value)$/;
const TOWER = /\p{M}{9}/u;
/** What markdown makes of text that is more than text, and HTML. `strong`, paragraphs and `<vm>` are ours. */
const MARKUP =
  /<\/?(?:a|at|b|blockquote|br|code|del|em|h\d|hr|iframe|img|li|ol|pre|s|script|svg|table|textblock|ul|x)\b|<!/i;
const FAULTS = /⟦|\bundefined\b|Invalid Date|\[object /;

interface Seen extends Text {
  readonly isMention: boolean;
  /** The text of others in the card. */
  readonly others: string;
}

const CHECKS: Readonly<Record<string, (seen: Seen) => boolean>> = {
  'half a character': ({ text }) => /\p{Cs}/u.test(text),
  'hidden letters': ({ text }) => HIDDEN.test(text),
  'a tower': ({ text }) => TOWER.test(text),
  'a template': ({ text }) => /\$\{|\{\{/.test(text.replace(DATE, '')),
  'a mention': ({ text, isMention }) => /<\/?at\b/i.test(text) && !isMention,
  'a fault': ({ text, others }) => FAULTS.test(text) && !FAULTS.test(others),
  markup: ({ path, text, isMention }) =>
    READS_MARKDOWN.test(path) && !isMention && MARKUP.test(markdown.render(text.replace(DATE, ''))),
};

/** What is wrong with an answer that shows text of others; none if all of it stands there as text. */
export function harmsOf({ card, summary }: Rendered, others: string): readonly string[] {
  const mentions = new Set(ofType(card['msteams'], 'mention').map(({ text }) => text as string));
  const seen = [...textsIn(card), { path: 'summary', text: summary }].map((one) => ({
    ...{ ...one, others, isMention: mentions.has(one.text) },
  }));
  const size = JSON.stringify(card).length;
  return [
    ...schemaErrors(card).map((error) => `schema: ${error}`),
    ...(size > CARD_CHARS_MAX ? [`${size} characters`] : []),
    ...(summary.trim() === '' || summary.length > SUMMARY_CHARS_MAX ? [`summary: ${summary}`] : []),
    ...seen.flatMap((one) => faultsOf(one)),
    ...ofType(card, 'Action.Execute').flatMap(({ data }) => buttonFaults(data as { command: unknown })),
  ];
}

function faultsOf(seen: Seen): readonly string[] {
  const failed = Object.entries(CHECKS).filter(([, isWrong]) => isWrong(seen));
  return failed.map(([what]) => `${seen.path} ${what}: ${JSON.stringify(seen.text.slice(0, 200))}`);
}

function buttonFaults({ command }: { readonly command: unknown }): readonly string[] {
  return commandSchema.safeParse(command).success ? [] : [`button: ${JSON.stringify(command).slice(0, 200)}`];
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
