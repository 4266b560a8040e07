// What playground/channel sends: ChatMessage, ChatEvent and the answers of its API, seen from the page.

export type Language = 'en' | 'ja';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly locale: string;
}

export interface Message {
  readonly id: string;
  readonly conversation: string;
  readonly thread: string | null;
  readonly from: string;
  readonly at: string;
  readonly edited: boolean;
  readonly text: string;
  readonly format: 'plain' | 'markdown';
  readonly summary: string;
  readonly cards: readonly unknown[];
  readonly mentions: readonly Mention[];
  readonly failed?: string;
}

export interface Mention {
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

export interface Conversation {
  readonly id: string;
  readonly kind: 'personal' | 'groupChat' | 'channel';
  readonly name: string;
  readonly members: readonly string[];
  readonly messages: readonly Message[];
  readonly dropped: number;
}

export interface ClockReading {
  readonly now: string;
  readonly speed: number;
  readonly canForward: boolean;
}

export interface ChatState {
  readonly bot: { readonly id: string; readonly name: string };
  readonly team: { readonly name: string };
  readonly people: readonly Person[];
  readonly clock: ClockReading;
  readonly conversations: readonly Conversation[];
}

export type ChatEvent =
  | { readonly kind: 'message' | 'update'; readonly message: Message }
  | { readonly kind: 'delete'; readonly id: string; readonly conversation: string }
  | { readonly kind: 'typing'; readonly conversation: string; readonly thread: string | null }
  | { readonly kind: 'clock'; readonly now: string };

/** What the bot's endpoint answered; `status` 0: nothing came back. */
export interface BotAnswer {
  readonly status: number;
  readonly body: unknown;
}
