/**
 * What fills a view's template, and the sentence that goes with the card. The model holds strings, booleans and lists,
 * never null or undefined: adaptivecards-templating fails on null and leaves `${name}` for what is missing.
 */
export interface CardModel<Model = object> {
  readonly summary: string;
  readonly model: Model;
}

/** A card with a list that may be too long. `withRows(n)` makes the model of the first `n` rows; it counts the rest. */
export interface ListModel {
  readonly maxRows: number;
  withRows(rows: number): CardModel;
}
