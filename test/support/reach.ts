/**
 * Counts how many cases of a property are of each kind. A property that is about running backups proves nothing where
 * no case has one: it ends with `reach.atLeast({ running: 500 })`, and fails where its generator no longer gets there.
 */
export class Reach<Kind extends string> {
  readonly #counts = new Map<Kind, number>();

  /** Notes one case; `is` false notes none. */
  note(kind: Kind, is = true): void {
    if (is) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  count(kind: Kind): number {
    return this.#counts.get(kind) ?? 0;
  }

  /** Fails with the count of each kind that was met too seldom. */
  atLeast(least: Readonly<Record<Kind, number>>): void {
    const kinds = Object.entries<number>(least) as [Kind, number][];
    const tooFew = kinds
      .filter(([kind, count]) => this.count(kind) < count)
      .map(([kind, count]) => `${this.count(kind)} cases of ${kind}, ${count} asked for`);
    expect(tooFew).toEqual([]);
  }
}
