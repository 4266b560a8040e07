import type { Rendered } from './views';

/** A card's JSON, in UTF-16 units: Teams refuses a message of about 100 KB (TEAMS.md 2, CONTRACT 5). */
export const CARD_CHARS_MAX = 28_000;

/**
 * The card with as many of `rows` rows as fit the budget. A card without any is returned even where it does not fit:
 * there is nothing left to leave out.
 */
export function fitted(rows: number, render: (rows: number) => Rendered): Rendered {
  let best: Rendered | null = null;
  let fits = -1;
  let tooMany = rows + 1;
  let next = rows;
  while (tooMany - fits > 1) {
    const rendered = render(next);
    if (JSON.stringify(rendered.card).length <= CARD_CHARS_MAX) {
      best = rendered;
      fits = next;
    } else {
      tooMany = next;
    }
    next = Math.floor((fits + tooMany) / 2);
  }
  return best ?? render(0);
}
