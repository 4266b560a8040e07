import type { ConversationKey } from '../access/conversation';
import { BoundedMap } from '../platform/boundedMap';
import { SECOND_MS } from '../platform/durations';
import type { Language } from '../platform/language';
import type { CommandStore } from './repositories';

/** What commands have set for a conversation. */
interface ConversationSettings {
  readonly language?: Language;
  /** IANA name. */
  readonly timeZone?: string;
}

/** How long settings are cached, in real time. After this time, a change by another replica takes effect. */
const CACHED_MS = 30 * SECOND_MS;
const CONVERSATIONS_MAX = 10_000;

/** A conversation's language and time zone, used if the activity does not carry them. */
export class Settings {
  readonly #store: CommandStore;
  readonly #known = new BoundedMap<string, { readonly value: ConversationSettings; readonly readMs: number }>(
    CONVERSATIONS_MAX,
  );

  constructor(store: CommandStore) {
    this.#store = store;
  }

  /** Never rejects: if the database does not answer, resolves with the settings known last. */
  async of(to: ConversationKey): Promise<ConversationSettings> {
    const known = this.#known.get(keyOf(to));
    if (known && performance.now() - known.readMs < CACHED_MS) return known.value;
    try {
      const value = await this.#store.transaction(({ settings }) => settings.get(to));
      return this.#keep(to, value ?? {});
    } catch {
      return known?.value ?? {}; // The request is answered all the same, in the language of its activity.
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
