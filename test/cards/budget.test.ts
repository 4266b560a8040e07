import fc from 'fast-check';

import { fitToBudget } from '../../cards/budget';
import type { Rendered } from '../../protocol/rendering';

/** The budget of a card, far below the size that Teams refuses. */
const CARD_CHARS_MAX = 28_000;

function cardOf(rows: readonly string[]): Rendered {
  return { card: { rows }, summary: String(rows.length) };
}

it('when everything fits, then nothing is left out', () => {
  expect(fitToBudget(3, (count) => cardOf(Array<string>(count).fill('x'))).summary).toBe('3');
});

it('whatever the rows, the card fits the budget, and of rows of one size it holds all but one that would fit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 3_000 }), (rows, size) => {
      const { card, summary } = fitToBudget(rows, (count) => cardOf(Array<string>(count).fill('x'.repeat(size))));
      expect(JSON.stringify(card).length).toBeLessThanOrEqual(CARD_CHARS_MAX);
      const most = Math.min(rows, Math.floor(CARD_CHARS_MAX / (size + 3)));
      expect(Number(summary)).toBeGreaterThanOrEqual(most - 1);
    }),
    { seed: 13 },
  );
});

it('rows of very different sizes still fit', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9_000 }), { maxLength: 60 }), (sizes) => {
      const rows = sizes.map((size) => 'x'.repeat(size));
      const { card } = fitToBudget(rows.length, (count) => cardOf(rows.slice(0, count)));
      expect(JSON.stringify(card).length).toBeLessThanOrEqual(CARD_CHARS_MAX);
    }),
    { seed: 14 },
  );
});

it('a card that does not fit even without rows is still a card', () => {
  expect(fitToBudget(5, () => cardOf(['x'.repeat(CARD_CHARS_MAX)])).summary).toBe('1');
});
