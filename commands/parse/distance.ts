/**
 * Optimal string alignment distance: letters inserted, deleted, replaced or swapped with their neighbour between `a`
 * and `b`. Takes time length × length, so callers limit both lengths.
 */
export function distance(a: string, b: string): number {
  let earlier: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(above, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const best = Math.min(at(above, j) + 1, at(row, j - 1) + 1, replaced);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(swapped ? Math.min(best, at(earlier, j - 2) + 1) : best);
    }
    earlier = above;
    above = row;
  }
  return at(above, b.length);
}

/** The largest distance of a typo: 0 up to three Latin letters or two others, 1 up to five letters, then 2. */
export function typoMax(word: string): number {
  if (word.length <= (/^\p{ASCII}/u.test(word) ? 3 : 2)) return 0;
  return word.length <= 5 ? 1 : 2;
}

function at(row: readonly number[], j: number): number {
  return row[j] ?? 0;
}
