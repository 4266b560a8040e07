import type { Language } from '../services/platform/language';

/** Whom a card is drawn for. `now` and the zone are for texts that cannot be localised on the client (the toast). */
export interface CardReader {
  readonly language: Language;
  readonly timeZone: string;
  readonly now: Date;
  /** Unique for the card; every button carries it, so that a press can find the message and is carried out once. */
  readonly cardId: string;
}

/** A card and the one sentence that alone tells its result: `summary`, `fallbackText` and the toast (CONTRACT 5). */
export interface Rendered {
  readonly card: Readonly<Record<string, unknown>>;
  readonly summary: string;
}
