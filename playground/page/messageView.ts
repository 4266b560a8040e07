import type { CardPress } from './api.js';
import { drawCard, fallbackTextOf } from './cardView.js';
import { h } from './dom.js';
import { highlightMentions, renderMarkdown } from './markdown.js';
import { fill, type Texts } from './texts.js';
import type { Message } from './wire.js';

export interface MessageContext {
  readonly texts: Texts;
  readonly me: string;
  /** The chosen person's own messages stand on the right without a name, except in a channel. */
  readonly ownApart: boolean;
  readonly bot: string;
  readonly nameOf: (id: string) => string;
  /** The card that replaced the message's card after a press, for this person only. */
  readonly cardInstead: (message: Message) => unknown;
  readonly onPress: (message: Message, press: CardPress) => void;
}

/** One message with its cards. */
export function drawMessage(message: Message, context: MessageContext): HTMLElement {
  const { texts, me, bot, nameOf, ownApart } = context;
  const own = message.from === me;
  const apart = own && ownApart;
  const name = nameOf(message.from);
  const kind = message.from === bot ? 'bot' : own ? 'own' : 'other';
  const at = new Date(message.at);
  return h(
    'article',
    { class: `message ${kind}`, 'data-id': message.id, tabindex: '-1', 'aria-label': `${name}, ${timeOf(at, texts)}` },
    apart ? null : avatar(message.from, name, kind === 'bot'),
    h(
      'div',
      { class: 'content' },
      h(
        'div',
        { class: 'byline' },
        apart ? null : h('span', { class: 'name' }, name),
        kind === 'bot' ? h('span', { class: 'tag' }, texts.botTag) : null,
        h('time', { datetime: message.at, title: at.toLocaleString(texts.lang) }, timeOf(at, texts)),
        message.edited ? h('span', { class: 'edited' }, texts.edited) : null,
      ),
      ...bodyOf(message, context),
      message.failed === undefined
        ? null
        : h('p', { class: 'note error' }, fill(texts.failed, { why: message.failed })),
      h('div', { class: 'notes' }),
    ),
  );
}

/** Who speaks: initials on a colour of their own, a shield for the bot. */
export function avatar(id: string, name: string, isBot: boolean): HTMLElement {
  const hue = Array.from(id).reduce((sum, letter) => (sum * 5 + (letter.codePointAt(0) ?? 0)) % 6, 0);
  const initials = name
    .split(' ')
    .map((part) => part.slice(0, 1))
    .join('')
    .slice(0, 2);
  return h(
    'span',
    { class: `avatar ${isBot ? 'shield' : `hue-${hue}`}`, 'aria-hidden': 'true' },
    isBot ? '' : initials,
  );
}

/** One line for the message: its summary, else its text. */
export function lineOf(message: Message): string {
  const said = message.summary || fallbackTextOf(message.cards[0]) || message.text;
  return message.mentions.reduce((line, { text, name }) => line.replace(text, name), said);
}

/** The hour and minute, of 24 hours, in the browser's zone. */
function timeOf(at: Date, texts: Texts): string {
  return at.toLocaleTimeString(texts.lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

function bodyOf(message: Message, context: MessageContext): HTMLElement[] {
  const { texts, onPress, cardInstead } = context;
  const parts: HTMLElement[] = [];
  if (message.text !== '') parts.push(textOf(message));
  const instead = cardInstead(message);
  const cards = instead === undefined ? message.cards : [instead];
  if (cards.length === 0) return parts;
  // A screen reader announces the summary; the card, which may be long, is read when the reader moves to it.
  const spoken = instead === undefined ? lineOf(message) : fallbackTextOf(instead);
  parts.push(h('p', { class: 'hidden spoken' }, spoken));
  for (const card of cards) {
    const drawn = drawCard(card, {
      texts,
      onPress: (press) => {
        onPress(message, press);
      },
    });
    drawn.setAttribute('aria-live', 'off');
    parts.push(drawn);
  }
  return parts;
}

function textOf(message: Message): HTMLElement {
  const text = h('div', { class: 'text', dir: 'auto' });
  if (message.format === 'markdown') text.innerHTML = renderMarkdown(message.text);
  else text.textContent = message.text;
  highlightMentions(text, message.mentions);
  return text;
}
