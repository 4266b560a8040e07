/** What a view becomes before its template is filled: strings, booleans and lists only, never null or undefined (TEAMS.md 6). */
export interface CardModel<Model = object> {
  readonly summary: string;
  readonly model: Model;
}

/** A list of which as much is drawn as fits: `draw(rows)` draws the first `rows` and says how many it left out. */
export interface ListModel {
  readonly maxRows: number;
  withRows(rows: number): CardModel;
}
