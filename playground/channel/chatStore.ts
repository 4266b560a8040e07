import { CONVERSATIONS } from './people';

/** One message as the page shows it; also what its API and its events carry. */
export interface ChatMessage {
  readonly id: string;
  readonly conversation: string;
  /** In a channel the id of the message that began the thread, null for that message itself; elsewhere null. */
  readonly thread: string | null;
  /** Id of the person or of the bot. */
  readonly from: string;
  /** ISO, on the simulated clock. */
  readonly at: string;
  readonly edited: boolean;
  readonly text: string;
  readonly format: 'plain' | 'markdown';
  /** The summary that the bot sent for the toast and screen readers; empty without one. */
  readonly summary: string;
  readonly cards: readonly unknown[];
  readonly mentions: readonly { readonly id: string; readonly name: string; readonly text: string }[];
  /** The reason why the message did not reach the bot. */
  readonly failed?: string;
}

type ChatEvent =
  | { readonly kind: 'message' | 'update'; readonly message: ChatMessage }
  | { readonly kind: 'delete'; readonly id: string; readonly conversation: string }
  | { readonly kind: 'typing'; readonly conversation: string; readonly thread: string | null }
  | { readonly kind: 'clock'; readonly now: string };

/** Messages kept for each conversation. The page shows how many older ones were dropped. */
const MESSAGES_MAX = 500;

/** The messages of all conversations, in memory, with listeners for changes. */
export class ChatStore {
  readonly #messages = new Map<string, ChatMessage[]>(CONVERSATIONS.map(({ id }) => [id, []]));
  readonly #dropped = new Map<string, number>();
  readonly #listeners = new Set<(event: ChatEvent) => void>();
  #lastId = 0;

  /** A unique message id like those of Teams: milliseconds since 1970 in decimal. */
  nextId(now: Date): string {
    this.#lastId = Math.max(now.getTime(), this.#lastId + 1);
    return String(this.#lastId);
  }

  messages(conversation: string): readonly ChatMessage[] {
    return this.#messages.get(conversation) ?? [];
  }

  /** How many of its messages were dropped to keep `MESSAGES_MAX`. */
  dropped(conversation: string): number {
    return this.#dropped.get(conversation) ?? 0;
  }

  find(conversation: string, id: string): ChatMessage | undefined {
    return this.#messages.get(conversation)?.find((message) => message.id === id);
  }

  add(message: ChatMessage): void {
    const messages = this.#messages.get(message.conversation);
    if (!messages) return;
    messages.push(message);
    if (messages.length > MESSAGES_MAX) {
      messages.shift();
      this.#dropped.set(message.conversation, this.dropped(message.conversation) + 1);
    }
    this.tell({ kind: 'message', message });
  }

  /** Replaces the message with the id of `changed`; false if there is none. */
  replace(changed: ChatMessage): boolean {
    const messages = this.#messages.get(changed.conversation) ?? [];
    const index = messages.findIndex((message) => message.id === changed.id);
    if (index < 0) return false;
    messages[index] = changed;
    this.tell({ kind: 'update', message: changed });
    return true;
  }

  remove(conversation: string, id: string): boolean {
    const messages = this.#messages.get(conversation) ?? [];
    const index = messages.findIndex((message) => message.id === id);
    if (index < 0) return false;
    messages.splice(index, 1);
    this.tell({ kind: 'delete', id, conversation });
    return true;
  }

  tell(event: ChatEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Returns a function that removes the listener. */
  listen(listener: (event: ChatEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
