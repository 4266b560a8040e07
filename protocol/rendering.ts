import type { Language } from '../services/platform/language';

/** The reader of a card. `timeZone` and `now` serve texts that no client localises, such as the toast. */
export interface CardReader {
  readonly language: Language;
  readonly timeZone: string;
  readonly now: Date;
  /** Unique for each card. Every button carries it, so that a press finds its message and is carried out only once. */
  readonly cardId: string;
}

/**
 * An Adaptive Card, and one sentence that tells its result without the card. The sentence is the activity's `summary`
 * (the toast) and the card's `fallbackText`.
 */
export interface Rendered {
  readonly card: Readonly<Record<string, unknown>>;
  readonly summary: string;
}
