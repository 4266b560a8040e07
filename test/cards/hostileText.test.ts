import { createRequire } from 'node:module';

import { SAMPLES } from '../../playground/samples';
import { HOSTILE } from '../../playground/samples/texts';
import type { View } from '../../protocol/view';
import { LANGUAGES } from '../../services/platform/language';
import { elementsOf, ofType } from '../support/cardParts';
import { schemaErrors } from '../support/cardSchema';
import { drawView } from '../support/drawSample';

const MarkdownIt = createRequire(__filename)('markdown-it') as new (options: object) => {
  render(text: string): string;
};
const markdown = new MarkdownIt({ linkify: true, html: true });

/** Fields of views that hold text of people, or of those who name things in Azure. */
const UNTRUSTED =
  /^(?:name|vmName|resourceGroup|vmResourceGroup|askedBy|by|message|statusText|code|typed|typeText|type|operation|say|text|vm|vault|status|protectionState|vaults|subscriptions|skipped|recommendations)$/;

/** The view with hostile text in every untrusted field. Ids and dates stay. */
function poisoned(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return UNTRUSTED.test(key) ? HOSTILE : value;
  if (value instanceof Date || value instanceof Error || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => poisoned(one, key));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, poisoned(one, name)]));
}

const CASES = SAMPLES.filter(({ view }) => view.kind !== 'explain').map(({ name, view }) => ({ name, view }));

it.each(CASES)('$name: no text of others comes alive', async ({ view }) => {
  for (const language of LANGUAGES) {
    const { card, summary } = await drawView({ ...(poisoned(view) as View), kind: view.kind } as View, language);
    expect(schemaErrors(card)).toEqual([]);
    const [mention] = ofType(card, 'mention').map(({ text }) => text as string);
    const seen = JSON.stringify([
      elementsOf(card).map(({ text, altText, title, facts }) => [text === mention ? '' : text, altText, title, facts]),
      summary,
    ]);
    expect(seen).not.toMatch(/<at>|\{\{DATE\(2026-01-01|\$\{|\u202e|\\u0007/);
    const texts = elementsOf(card).flatMap(({ type, text, facts }) => [
      ...(type === 'TextBlock' && typeof text === 'string' ? [text] : []),
      ...((facts as { title: string; value: string }[] | undefined) ?? []).map(({ value }) => value),
    ]);
    const html = texts.map((text) => markdown.render(text)).join('\n');
    expect(html).not.toMatch(/<(?:a|b|img|em|h\d|li)[ >]|<strong>bold<|<code>code</);
  }
});
