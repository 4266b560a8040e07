import type { ConversationKey } from '../access/conversation';
import { BoundedMap } from '../platform/boundedMap';
import type { Language } from '../platform/language';
import type { CommandStore } from './repositories';

export interface ConversationSettings {
  readonly language?: Language;
  readonly timeZone?: string;
}

/** Kept for so long after they were read: another replica's change is seen by then. Real time. */
const READ_MS_MAX = 30_000;
const CONVERSATIONS_MAX = 10_000;

/** A conversation's language and time zone, for what the activity does not say. */
export class Settings {
  readonly #store: CommandStore;
  readonly #known = new BoundedMap<string, { readonly value: ConversationSettings; readonly readMs: number }>(
    CONVERSATIONS_MAX,
  );

  constructor(store: CommandStore) {
    this.#store = store;
  }

  /** Never rejects: while the database does not answer, what was known last. */
  async of(to: ConversationKey): Promise<ConversationSettings> {
    const known = this.#known.get(keyOf(to));
    if (known && performance.now() - known.readMs < READ_MS_MAX) return known.value;
    try {
      const value = await this.#store.transaction(({ settings }) => settings.get(to));
      return this.#keep(to, value ?? {});
    } catch {
      return known?.value ?? {}; // A question is answered all the same, in the language of its activity.
    }
  }

  async change(to: ConversationKey, change: ConversationSettings): Promise<ConversationSettings> {
    const value = await this.#store.transaction(async ({ settings }) => {
      const changed = { ...((await settings.get(to)) as ConversationSettings | null), ...change };
      await settings.put(to, changed);
      return changed;
    });
    return this.#keep(to, value);
  }

  #keep(to: ConversationKey, value: ConversationSettings): ConversationSettings {
    this.#known.set(keyOf(to), { value, readMs: performance.now() });
    return value;
  }
}

const keyOf = ({ tenant, conversation }: ConversationKey): string => JSON.stringify([tenant, conversation]);
