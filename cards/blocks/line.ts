/** A line of text on a card; a `subtle` one is shown paler. */
export interface CardLine {
  readonly text: string;
  readonly subtle: boolean;
}

export function line(text: string, subtle = false): CardLine {
  return { text, subtle };
}
