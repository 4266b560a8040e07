/** Looked up once: this runs for each pair of letters. */
const { min } = Math;

/**
 * How many letters were left out, added, mistaken or swapped with their neighbour on the way from `a` to `b`
 * (optimal string alignment). Costs length × length: callers keep both short.
 */
export function distance(a: string, b: string): number {
  let earlier: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const mistaken = at(above, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const least = min(at(above, j) + 1, at(row, j - 1) + 1, mistaken);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(swapped ? min(least, at(earlier, j - 2) + 1) : least);
    }
    earlier = above;
    above = row;
  }
  return at(above, b.length);
}

/** The distance up to which a word still passes for another: none for three Latin letters or two others, one up to five, then two. */
export function typoMax(word: string): number {
  if (word.length <= (/^\p{ASCII}/u.test(word) ? 3 : 2)) return 0;
  return word.length <= 5 ? 1 : 2;
}

function at(row: readonly number[], j: number): number {
  return row[j] ?? 0;
}
