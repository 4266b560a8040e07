import { ApiProblem, type CardPress, type Doing, openConversation, press, readState, say } from './api.js';
import { ChatModel, MESSAGES_KEPT } from './chatModel.js';
import { ClockView } from './clockView.js';
import { Composer } from './composer.js';
import { byId } from './dom.js';
import { listen } from './listen.js';
import { LogView } from './logView.js';
import { lineOf } from './messageView.js';
import { followTheme } from './preferences.js';
import { outcomeOf } from './pressOutcome.js';
import { Sidebar } from './sidebar.js';
import { fill, TEXTS, type Texts } from './texts.js';
import { bindToolbar, translatePage } from './toolbar.js';
import type { ChatEvent, Message } from './wire.js';

/** A working bot repeats its typing activity every 3 to 5 s. After this long without one it counts as stopped. */
const TYPING_MS = 6_000;

/** The chat page: connects its parts, the playground's API and its events. */
export class ChatPage {
  readonly #model = new ChatModel();
  readonly #typing = byId('typing', HTMLElement);
  readonly #toast = byId('toast', HTMLElement);
  readonly #problem = byId('problem', HTMLElement);
  readonly #log: LogView;
  readonly #composer: Composer;
  readonly #sidebar: Sidebar;
  readonly #clock = new ClockView();
  #typingTimer = 0;
  #notified = '';

  constructor() {
    this.#log = new LogView(byId('log', HTMLElement), () => ({
      texts: this.#model.texts,
      me: this.#model.person.id,
      ownApart: this.#model.current.kind !== 'channel',
      bot: this.#model.state.bot.id,
      nameOf: (id) => this.#model.nameOf(id),
      cardInstead: (message) => this.#model.cardInstead(message),
      onPress: (message, action) => void this.#press(message, action),
      onReply: (root, quote) => {
        this.#composer.setReply(root, quote, this.#model.texts);
      },
    }));
    this.#composer = new Composer((text, thread) => void this.#say(text, thread));
    this.#sidebar = new Sidebar(
      (person) => {
        this.#model.choosePerson(person);
        this.#show();
      },
      (conversation) => {
        this.#model.chooseConversation(conversation);
        this.#show();
        this.#composer.focus();
      },
    );
  }

  /** Loads the state, draws it, then follows the channel's events. A lost connection is opened again. */
  start(): void {
    const applyTheme = followTheme(() => this.#model.preferences.theme);
    bindToolbar(this.#model, {
      onLanguage: () => {
        this.#show();
      },
      onTheme: applyTheme,
    });
    listen({
      onOpen: async () => {
        const state = await readState();
        this.#model.take(state);
        this.#clock.show(state.clock, this.#model.texts);
        this.#show();
        this.#composer.focus();
      },
      onLost: () => {
        this.#setProblem(this.#model.isReady ? this.#model.texts.lost : TEXTS.en.lost);
      },
      onEvent: (event) => {
        this.#happen(event);
      },
    });
  }

  get #doing(): Doing {
    const { current, person, locale } = this.#model;
    return { conversation: current.id, person: person.id, locale };
  }

  #show(): void {
    const { current, texts, language, state } = this.#model;
    this.#model.markRead(current.id);
    this.#setProblem('');
    this.#setTyping(false);
    this.#clock.translate(texts);
    this.#showWords(texts);
    this.#log.show(current, MESSAGES_KEPT);
    const label = current.kind === 'channel' ? texts.newPost : texts.message;
    this.#composer.show(texts, language, fill(label, { name: state.bot.name }));
    this.#showSidebar();
    openConversation(this.#doing).catch((error: unknown) => {
      this.#complain(error);
    });
  }

  #showWords(texts: Texts): void {
    const { current, state } = this.#model;
    translatePage(texts);
    byId('chat-title', HTMLElement).textContent = current.name;
    byId('chat-about', HTMLElement).textContent = current.members.map((id) => this.#model.nameOf(id)).join(', ');
    byId('local', HTMLElement).textContent = state.clock.canForward ? texts.local : texts.localReal;
    document.title = `${current.name} – ${texts.appName}`;
  }

  #showSidebar(): void {
    const model = this.#model;
    this.#sidebar.show({
      state: model.state,
      texts: model.texts,
      person: model.person,
      current: model.current,
      conversations: model.conversations,
      unread: (id) => model.unread(id),
      last: (id) => model.messages(id).at(-1),
    });
  }

  async #say(text: string, thread: string | null): Promise<void> {
    await say(this.#doing, text, thread).catch((error: unknown) => {
      this.#complain(error);
    });
  }

  async #press(message: Message, action: CardPress): Promise<void> {
    if (this.#log.isBusy(message.id)) return;
    this.#log.setBusy(message.id, true);
    const outcome = await press(this.#doing, message.id, action).then(
      (answer) => outcomeOf(answer, this.#model.texts),
      (error: unknown) => ({ kind: 'error', text: error instanceof Error ? error.message : String(error) }) as const,
    );
    this.#log.setBusy(message.id, false);
    if (outcome.kind === 'card') {
      const shown = this.#model.find(message.conversation, message.id) ?? message;
      this.#model.putCardInstead(shown, outcome.card);
      this.#log.put(shown);
    } else if (outcome.kind !== 'nothing') {
      this.#log.note(message.id, outcome.text, outcome.kind);
    }
  }

  #happen(event: ChatEvent): void {
    switch (event.kind) {
      case 'message':
      case 'update':
        this.#put(event.message, event.kind === 'message');
        break;
      case 'delete':
        this.#model.remove(event.conversation, event.id);
        this.#log.remove(event.id);
        break;
      case 'typing':
        if (event.conversation === this.#model.current.id) this.#setTyping(true);
        break;
      case 'clock':
        this.#clock.set(event.now);
        break;
    }
  }

  #put(message: Message, isNew: boolean): void {
    const { current, conversations, state } = this.#model;
    const before = this.#model.find(message.conversation, message.id);
    this.#model.put(message);
    if (!conversations.some(({ id }) => id === message.conversation)) return;
    const fromBot = message.from === state.bot.id;
    if (message.conversation === current.id) {
      if (fromBot) this.#setTyping(false);
      this.#log.put(message);
    } else if (isNew && !before) {
      this.#model.countUnread(message.conversation);
    }
    if ((isNew && fromBot && !before) || message.id === this.#notified) this.#notify(message);
    this.#showSidebar();
  }

  /** The toast that Teams would show: the message's summary. An edited message changes it. The live region reads it. */
  #notify(message: Message): void {
    this.#notified = message.id;
    this.#toast.textContent = lineOf(message);
    this.#toast.title = `${this.#model.texts.notification}: ${lineOf(message)}`;
  }

  #setTyping(typing: boolean): void {
    clearTimeout(this.#typingTimer);
    const { texts, state } = this.#model;
    this.#typing.toggleAttribute('data-on', typing);
    this.#typing.setAttribute('aria-label', typing ? fill(texts.typing, { name: state.bot.name }) : '');
    if (!typing) return;
    this.#typingTimer = window.setTimeout(() => {
      this.#setTyping(false);
    }, TYPING_MS);
  }

  #complain(error: unknown): void {
    this.#setProblem(error instanceof ApiProblem ? error.message : this.#model.texts.lost);
  }

  #setProblem(problem: string): void {
    this.#problem.textContent = problem;
  }
}
