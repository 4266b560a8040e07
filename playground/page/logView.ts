import { button, h } from './dom.js';
import { drawMessage, lineOf, type MessageContext } from './messageView.js';
import { fill } from './texts.js';
import type { Conversation, Message } from './wire.js';

/** Pixels. The log scrolls with new messages while it is this close to its end. */
const FOLLOW_PX = 120;
const QUOTE_CHARS = 40;

interface LogContext extends MessageContext {
  readonly onReply: (root: string, quote: string) => void;
}

/** The messages of the open conversation; in a channel, in threads. */
export class LogView {
  readonly #root: HTMLElement;
  readonly #context: () => LogContext;
  readonly #flow = h('div');
  #isChannel = false;
  #following = true;

  constructor(root: HTMLElement, context: () => LogContext) {
    this.#root = root;
    this.#context = context;
    root.append(this.#flow);
    root.addEventListener('scroll', () => {
      this.#following = root.scrollHeight - root.scrollTop - root.clientHeight < FOLLOW_PX;
    });
    // Cards grow after they are added, when their pictures arrive.
    const resized = new ResizeObserver(() => {
      if (this.#following) this.#toEnd();
    });
    resized.observe(this.#flow);
    resized.observe(root);
  }

  /** Draws a conversation from the start, without announcing its messages as new ones. */
  show(conversation: Conversation, keptMax: number): void {
    const { texts } = this.#context();
    this.#isChannel = conversation.kind === 'channel';
    this.#root.setAttribute('aria-live', 'off');
    this.#flow.replaceChildren();
    if (conversation.dropped > 0) {
      this.#flow.append(h('p', { class: 'dropped' }, fill(texts.dropped, { n: conversation.dropped, max: keptMax })));
    }
    for (const message of conversation.messages) this.#place(message);
    if (conversation.messages.length === 0) this.#flow.append(this.#empty());
    this.#toEnd();
    requestAnimationFrame(() => {
      this.#root.setAttribute('aria-live', 'polite');
    });
  }

  /** Adds a message or replaces the one with its id. The focus stays where it was. */
  put(message: Message): void {
    this.#root.querySelector('.empty')?.remove();
    const follow = this.#following || message.from === this.#context().me;
    this.#place(message);
    if (follow) this.#toEnd();
  }

  remove(id: string): void {
    this.#find(id)?.remove();
  }

  /** Marks the card while its press is being answered, and blocks further presses. */
  setBusy(id: string, busy: boolean): void {
    this.#find(id)?.toggleAttribute('data-busy', busy);
  }

  isBusy(id: string): boolean {
    return this.#find(id)?.hasAttribute('data-busy') ?? false;
  }

  /** Shows a small line under the message, instead of the previous one. */
  note(id: string, text: string, tone: 'info' | 'error'): void {
    this.#find(id)
      ?.querySelector('.notes')
      ?.replaceChildren(h('p', { class: `note ${tone}` }, text));
  }

  #toEnd(): void {
    this.#root.scrollTop = this.#root.scrollHeight;
    this.#following = true;
  }

  #find(id: string): HTMLElement | null {
    return this.#root.querySelector<HTMLElement>(`.message[data-id="${CSS.escape(id)}"]`);
  }

  #place(message: Message): void {
    const fresh = drawMessage(message, this.#context());
    const old = this.#find(message.id);
    if (old) {
      const focused = focusIn(old);
      old.replaceWith(fresh);
      if (focused) refocus(fresh, focused);
    } else if (this.#isChannel) {
      this.#threadOf(message).append(fresh);
    } else {
      this.#flow.append(fresh);
    }
  }

  /** The element of the message's thread. Created for a root message, or where the root was dropped from memory. */
  #threadOf(message: Message): HTMLElement {
    const root = message.thread ?? message.id;
    const known = this.#root.querySelector<HTMLElement>(`.thread[data-root="${CSS.escape(root)}"] > .posts`);
    if (known) return known;
    const { texts, onReply } = this.#context();
    const posts = h('div', { class: 'posts' });
    const reply = button({ class: 'reply' }, texts.reply, () => {
      onReply(root, lineOf(message).slice(0, QUOTE_CHARS));
    });
    this.#flow.append(h('section', { class: 'thread', 'data-root': root }, posts, reply));
    return posts;
  }

  #empty(): HTMLElement {
    const { texts } = this.#context();
    return h(
      'div',
      { class: 'empty' },
      h('span', { class: 'avatar shield large', 'aria-hidden': 'true' }),
      h('p', { class: 'empty-title' }, texts.emptyTitle),
      h('p', {}, texts.empty),
    );
  }
}

/** The text of the focused button inside `element`; '' for another focused element. */
function focusIn(element: HTMLElement): { readonly label: string } | null {
  const { activeElement } = document;
  if (!activeElement || !element.contains(activeElement)) return null;
  return { label: activeElement.textContent };
}

/** Focuses the button with that text, else the message itself. */
function refocus(element: HTMLElement, { label }: { readonly label: string }): void {
  const buttons = [...element.querySelectorAll<HTMLElement>('button, [role="button"]')];
  const same = buttons.find((candidate) => label !== '' && candidate.textContent === label);
  (same ?? element).focus({ preventScroll: true });
}
