import { byId, h } from './dom.js';
import { avatar, lineOf } from './messageView.js';
import { fill, type Texts } from './texts.js';
import type { ChatState, Conversation, Message, Person } from './wire.js';

interface SidebarShow {
  readonly state: ChatState;
  readonly texts: Texts;
  readonly person: Person;
  readonly current: Conversation;
  /** The conversations that the person is a member of. */
  readonly conversations: readonly Conversation[];
  readonly unread: (conversation: string) => number;
  readonly last: (conversation: string) => Message | undefined;
}

/** Lists the people to act as, and the conversations of the chosen one. On a narrow screen it is a drawer. */
export class Sidebar {
  readonly #side = byId('side', HTMLElement);
  readonly #toggle = byId('menu', HTMLButtonElement);
  readonly #people = byId('people', HTMLElement);
  readonly #conversations = byId('conversations', HTMLElement);
  readonly #onPerson: (id: string) => void;
  readonly #onConversation: (id: string) => void;

  constructor(onPerson: (id: string) => void, onConversation: (id: string) => void) {
    this.#onPerson = onPerson;
    this.#onConversation = onConversation;
    this.#toggle.addEventListener('click', () => {
      this.#open(this.#toggle.getAttribute('aria-expanded') !== 'true');
    });
    document.addEventListener('click', ({ target }) => {
      const inside = target instanceof Node && (this.#side.contains(target) || this.#toggle.contains(target));
      // A clicked button that redrew the sidebar is no longer in the document, but was inside.
      if (!inside && target instanceof Node && target.isConnected) this.#open(false);
    });
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.#toggle.getAttribute('aria-expanded') !== 'true') return;
      this.#open(false);
      this.#toggle.focus();
    });
  }

  show(show: SidebarShow): void {
    const focused = document.activeElement?.getAttribute('data-key');
    this.#people.replaceChildren(...show.state.people.map((person) => this.#person(person, show)));
    const parts = (kind: 'chats' | 'teams'): HTMLElement[] => {
      const shown = show.conversations.filter(
        (conversation) => (conversation.kind === 'channel') === (kind === 'teams'),
      );
      return [
        h('h2', {}, show.texts[kind]),
        h('ul', {}, ...shown.map((one) => h('li', {}, this.#conversation(one, show)))),
      ];
    };
    this.#conversations.replaceChildren(...parts('chats'), ...parts('teams'));
    if (focused) this.#side.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  #open(open: boolean): void {
    this.#toggle.setAttribute('aria-expanded', String(open));
    this.#side.toggleAttribute('data-open', open);
    if (open) this.#side.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
  }

  #person(person: Person, { person: me }: SidebarShow): HTMLElement {
    const given = person.name.split(' ')[0] ?? person.name;
    const made = h(
      'button',
      {
        type: 'button',
        class: 'person',
        'data-key': person.id,
        'aria-pressed': String(person.id === me.id),
        title: person.name,
      },
      avatar(person.id, person.name, false),
      h('span', {}, given),
    );
    made.addEventListener('click', () => {
      this.#onPerson(person.id);
    });
    return made;
  }

  #conversation(conversation: Conversation, show: SidebarShow): HTMLElement {
    const { texts, state, current } = show;
    const unread = show.unread(conversation.id);
    const last = show.last(conversation.id);
    const usual = {
      personal: texts.personalPreview,
      groupChat: texts.groupPreview,
      channel: fill(texts.channelPreview, { team: state.team.name }),
    }[conversation.kind];
    const picture =
      conversation.kind === 'personal'
        ? avatar(state.bot.id, conversation.name, true)
        : h('span', { class: `avatar ${conversation.kind}`, 'aria-hidden': 'true' });
    const made = h(
      'button',
      {
        type: 'button',
        class: 'conversation',
        'data-key': conversation.id,
        'data-kind': conversation.kind,
        ...(conversation.id === current.id && { 'aria-current': 'true' }),
      },
      picture,
      h(
        'span',
        { class: 'about' },
        h('span', { class: 'title' }, conversation.name),
        h('span', { class: 'preview', dir: 'auto' }, last ? lineOf(last) : usual),
      ),
      unread > 0 ? h('span', { class: 'unread' }, fill(texts.newMessages, { n: unread })) : null,
    );
    made.addEventListener('click', () => {
      this.#open(false);
      this.#onConversation(conversation.id);
    });
    return made;
  }
}
