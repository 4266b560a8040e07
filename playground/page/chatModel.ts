import { loadPreferences, savePreferences } from './preferences.js';
import { TEXTS, type Texts } from './texts.js';
import type { ChatState, Conversation, Language, Message, Person } from './wire.js';

/** As many as the channel keeps for each conversation (playground/channel/chatStore.ts). */
export const MESSAGES_KEPT = 500;

/** The page's state: messages, the chosen person, the open conversation, unread counts. Draws nothing. */
export class ChatModel {
  readonly preferences = loadPreferences();
  #state: ChatState | null = null;
  #messages = new Map<string, Message[]>();
  readonly #unread = new Map<string, number>();
  readonly #cards = new Map<string, unknown>();

  get state(): ChatState {
    if (!this.#state) throw new TypeError('The state was asked for before it was read.');
    return this.#state;
  }

  /** Replaces all messages with the channel's state, after the start and after a lost connection. */
  take(state: ChatState): void {
    this.#state = state;
    this.#messages = new Map(state.conversations.map(({ id, messages }) => [id, [...messages]]));
  }

  get isReady(): boolean {
    return this.#state !== null;
  }

  /** The person chosen last time; else the first whose language is the browser's. */
  get person(): Person {
    const { people } = this.state;
    const speaks = (person: Person): boolean => navigator.language.slice(0, 2) === person.locale.slice(0, 2);
    const person =
      people.find(({ id }) => id === this.preferences.person) ??
      people.find(speaks) ??
      people.find(({ locale }) => locale.startsWith('en')) ??
      people[0];
    if (!person) throw new TypeError('The channel has no people.');
    return person;
  }

  get language(): Language {
    const { id, locale } = this.person;
    return this.preferences.languages[id] ?? (locale.startsWith('ja') ? 'ja' : 'en');
  }

  get texts(): Texts {
    return TEXTS[this.language];
  }

  /** The locale that activities carry. */
  get locale(): string {
    return this.language === 'ja' ? 'ja-JP' : 'en-US';
  }

  get conversations(): readonly Conversation[] {
    return this.state.conversations.filter(({ members }) => members.includes(this.person.id));
  }

  get current(): Conversation {
    const { conversations } = this;
    const found = conversations.find(({ id }) => id === this.preferences.conversation) ?? conversations[0];
    if (!found) throw new TypeError('The person has no conversation.');
    return { ...found, messages: this.messages(found.id) };
  }

  messages(conversation: string): readonly Message[] {
    return this.#messages.get(conversation) ?? [];
  }

  nameOf(id: string): string {
    const { bot, people } = this.state;
    return [bot, ...people].find((one) => one.id === id)?.name ?? id;
  }

  choosePerson(id: string): void {
    this.preferences.person = id;
    savePreferences(this.preferences);
  }

  chooseConversation(id: string): void {
    this.preferences.conversation = id;
    savePreferences(this.preferences);
  }

  chooseLanguage(language: Language): void {
    this.preferences.languages = { ...this.preferences.languages, [this.person.id]: language };
    savePreferences(this.preferences);
  }

  /** Adds or replaces a message. A changed message shows everybody its own card again, as in Teams. */
  put(message: Message): void {
    const messages = this.#messages.get(message.conversation) ?? [];
    const index = messages.findIndex(({ id }) => id === message.id);
    if (index < 0) messages.push(message);
    else messages[index] = message;
    if (messages.length > MESSAGES_KEPT) messages.shift();
    this.#messages.set(message.conversation, messages);
    for (const { id } of this.state.people) this.#cards.delete(`${id} ${message.id}`);
  }

  remove(conversation: string, id: string): void {
    this.#messages.set(
      conversation,
      this.messages(conversation).filter((message) => message.id !== id),
    );
  }

  find(conversation: string, id: string): Message | undefined {
    return this.messages(conversation).find((message) => message.id === id);
  }

  /** The card that replaced the message's card after the chosen person pressed a button. */
  cardInstead(message: Message): unknown {
    return this.#cards.get(`${this.person.id} ${message.id}`);
  }

  putCardInstead(message: Message, card: unknown): void {
    this.#cards.set(`${this.person.id} ${message.id}`, card);
  }

  unread(conversation: string): number {
    return this.#unread.get(conversation) ?? 0;
  }

  countUnread(conversation: string): void {
    this.#unread.set(conversation, this.unread(conversation) + 1);
  }

  markRead(conversation: string): void {
    this.#unread.delete(conversation);
  }
}
