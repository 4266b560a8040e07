import type { Rendered } from '../protocol/rendering';

/** The longest JSON of a card, in UTF-16 units. Teams refuses messages of about 100 KB (docs/teams.md). */
const CARD_CHARS_MAX = 28_000;

/**
 * Maximum number of guesses; rows differ little in size, so a few suffice. Each guess renders the card, some 10 ms for
 * a long list.
 */
const TRIES_MAX = 6;

/**
 * The card with the most of `rows` rows that fit the budget, approximately. A card without rows is returned even if it
 * does not fit.
 */
export function fitToBudget(rows: number, render: (rows: number) => Rendered): Rendered {
  const sized = (count: number): Sized => {
    const rendered = render(count);
    return { count, rendered, chars: JSON.stringify(rendered.card).length };
  };
  let tooMany = sized(rows);
  if (tooMany.chars <= CARD_CHARS_MAX) return tooMany.rendered;
  let fits = sized(0);
  for (let tries = 0; tries < TRIES_MAX && tooMany.count - fits.count > 1; tries += 1) {
    const next = sized(between(fits, tooMany));
    if (next.chars <= CARD_CHARS_MAX) fits = next;
    else tooMany = next;
  }
  return fits.rendered;
}

interface Sized {
  readonly count: number;
  readonly rendered: Rendered;
  readonly chars: number;
}

/** Estimates by linear interpolation how many rows fill the budget. */
function between(fits: Sized, tooMany: Sized): number {
  const perRow = (tooMany.chars - fits.chars) / (tooMany.count - fits.count);
  const guess = fits.count + Math.floor((CARD_CHARS_MAX - fits.chars) / perRow);
  return Math.min(Math.max(guess, fits.count + 1), tooMany.count - 1);
}
