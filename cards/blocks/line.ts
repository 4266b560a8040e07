/** A line of text of a section; `subtle` lines are drawn quieter. */
export interface CardLine {
  readonly text: string;
  readonly subtle: boolean;
}

export function line(text: string, subtle = false): CardLine {
  return { text, subtle };
}
