import { button, byId, h } from './dom.js';
import { fill, type Texts, TRIES } from './texts.js';
import type { Language } from './wire.js';

/** As the playground's API takes it; the bot itself says when a line is too long for a command. */
const TEXT_CHARS_MAX = 20_000;
const SENT_KEPT_MAX = 50;
const INPUT_PX_MAX = 160;

/** The text box: Enter sends, Shift+Enter breaks the line, arrow up recalls earlier lines. */
export class Composer {
  readonly #input = byId('composer-input', HTMLTextAreaElement);
  readonly #label = byId('composer-label', HTMLElement);
  readonly #send = byId('composer-send', HTMLButtonElement);
  readonly #tries = byId('tries', HTMLElement);
  readonly #thread = byId('composer-thread', HTMLElement);
  readonly #onSend: (text: string, thread: string | null) => void;
  readonly #sent: string[] = [];
  #recalled = 0;
  #replyTo: string | null = null;
  #usual = '';

  constructor(onSend: (text: string, thread: string | null) => void) {
    this.#onSend = onSend;
    this.#input.maxLength = TEXT_CHARS_MAX;
    byId('composer', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#input.addEventListener('keydown', (event) => {
      this.#key(event);
    });
    this.#input.addEventListener('input', () => {
      this.#fit();
    });
  }

  /** Sets the texts and suggestions of the open conversation. */
  show(texts: Texts, language: Language, label: string): void {
    this.#usual = label;
    this.#send.title = texts.send;
    this.#send.setAttribute('aria-label', texts.send);
    this.#tries.setAttribute('aria-label', texts.tries);
    this.#tries.replaceChildren(
      ...TRIES[language].map((words) =>
        button({ class: 'try' }, words, () => {
          this.#onSend(words, this.#replyTo);
          this.#remember(words);
          this.focus();
        }),
      ),
    );
    this.setReply(null, '', texts);
  }

  /** The root message of the thread to reply in; null for a new thread. */
  setReply(root: string | null, quote: string, texts: Texts): void {
    this.#replyTo = root;
    const label = root === null ? this.#usual : texts.reply;
    this.#label.textContent = label;
    this.#input.placeholder = label;
    const stop = button({ class: 'small', 'aria-label': texts.stopReply, title: texts.stopReply }, '✕', () => {
      this.setReply(null, '', texts);
      this.focus();
    });
    this.#thread.replaceChildren(...(root === null ? [] : [h('span', {}, fill(texts.replyTo, { text: quote })), stop]));
    if (root !== null) this.focus();
  }

  focus(): void {
    this.#input.focus();
  }

  #key(event: KeyboardEvent): void {
    // While an IME composes text, Enter and the arrows belong to it.
    if (event.isComposing) return;
    const atStart = this.#input.selectionStart === 0 && this.#input.selectionEnd === 0;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === 'ArrowUp' && (atStart || this.#isRecalled())) {
      this.#recall(event, this.#recalled + 1);
    } else if (event.key === 'ArrowDown' && this.#isRecalled()) {
      this.#recall(event, this.#recalled - 1);
    }
  }

  #isRecalled(): boolean {
    return this.#recalled > 0 && this.#input.value === this.#sent.at(-this.#recalled);
  }

  #recall(event: KeyboardEvent, back: number): void {
    if (back > this.#sent.length) return;
    event.preventDefault();
    this.#recalled = back;
    this.#input.value = back === 0 ? '' : (this.#sent.at(-back) ?? '');
    this.#input.setSelectionRange(this.#input.value.length, this.#input.value.length);
    this.#fit();
  }

  #submit(): void {
    const text = this.#input.value;
    if (text.trim() === '') return;
    this.#onSend(text, this.#replyTo);
    this.#remember(text);
    this.#input.value = '';
    this.#fit();
  }

  #remember(text: string): void {
    this.#recalled = 0;
    if (this.#sent.at(-1) !== text) this.#sent.push(text);
    if (this.#sent.length > SENT_KEPT_MAX) this.#sent.shift();
  }

  #fit(): void {
    this.#input.style.height = 'auto';
    this.#input.style.height = `${Math.min(this.#input.scrollHeight, INPUT_PX_MAX)}px`;
  }
}
