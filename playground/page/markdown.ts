import { h } from './dom.js';
import type { Mention } from './wire.js';

/** The markdown that Teams renders in cards and messages: bold, italic, lists and links. HTML stays text. */
const teamsMarkdown = markdownit('zero', { breaks: true }).enable(['emphasis', 'list', 'link', 'escape', 'newline']);

/** HTML of a bot's text, safe to insert: tags in it are escaped, links are http(s) or mailto. */
export function renderMarkdown(text: string): string {
  return teamsMarkdown.render(text);
}

/** Draws `<at>…</at>` of the named mentions as highlighted names; any other `<at>` stays the text that it is. */
export function highlightMentions(root: HTMLElement, mentions: readonly Mention[]): void {
  for (const mention of mentions.filter(({ text }) => text !== '')) {
    for (const node of textNodes(root)) highlight(node, mention);
  }
}

function highlight(node: Text, { text, name }: Mention): void {
  const at = node.data.indexOf(text);
  if (at < 0) return;
  const found = node.splitText(at);
  const rest = found.splitText(text.length);
  found.replaceWith(h('span', { class: 'mention' }, name));
  highlight(rest, { id: '', text, name });
}

function textNodes(root: HTMLElement): Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node as Text);
  return nodes;
}
