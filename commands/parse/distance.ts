/**
 * How many letters were left out, added, mistaken or swapped with their neighbour on the way from `a` to `b`
 * (optimal string alignment). Costs length × length: callers keep both short.
 */
export function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          at(rows, i - 1, j) + 1,
          (row[j - 1] ?? 0) + 1,
          at(rows, i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          swapped ? at(rows, i - 2, j - 2) + 1 : Infinity,
        ),
      );
    }
    rows.push(row);
  }
  return at(rows, a.length, b.length);
}

/** The distance up to which a word still passes for another: none for three Latin letters or two others, one up to five, then two. */
export function typoMax(word: string): number {
  if (word.length <= (/^\p{ASCII}/u.test(word) ? 3 : 2)) return 0;
  return word.length <= 5 ? 1 : 2;
}

function at(rows: readonly (readonly number[])[], i: number, j: number): number {
  return rows[i]?.[j] ?? 0;
}
