import type { Language } from '../services/platform/language';

export interface ConversationSettings {
  readonly language?: Language;
  readonly timeZone?: string;
}

/** Conversations whose settings are kept in memory; beyond it the least recently set is forgotten. */
const CONVERSATIONS_MAX = 10_000;

/** A conversation's language and time zone, for what the activity does not say. In memory; a restart forgets them. */
export class Settings {
  readonly #of = new Map<string, ConversationSettings>();

  get(place: string): ConversationSettings {
    return this.#of.get(place) ?? {};
  }

  change(place: string, change: ConversationSettings): ConversationSettings {
    const settings = { ...this.get(place), ...change };
    this.#of.delete(place);
    this.#of.set(place, settings);
    const oldest = this.#of.keys().next();
    if (this.#of.size > CONVERSATIONS_MAX && !oldest.done) this.#of.delete(oldest.value);
    return settings;
  }
}
