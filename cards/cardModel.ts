import type { Banner } from './blocks/banner';

/**
 * The data of a view's template, and the sentence that goes with the card. The model holds strings, a banner and lists,
 * never null or undefined. adaptivecards-templating fails on null and leaves `${name}` for a missing field.
 */
export interface CardModel {
  readonly summary: string;
  readonly model: Readonly<Record<string, string | Banner | readonly object[]>>;
}

/** A card with a list that may be too long. `withRows(n)` makes the model of the first `n` rows; it counts the rest. */
export interface ListModel {
  readonly maxRows: number;
  withRows(rows: number): CardModel;
}

/** Upper limit of rows: no list this long fits the budget of a card, and nobody reads it. */
const ROWS_MAX = 100;

/** The model of a list of `count` rows. */
export function listModel(count: number, withRows: ListModel['withRows']): ListModel {
  return { maxRows: Math.min(count, ROWS_MAX), withRows };
}
