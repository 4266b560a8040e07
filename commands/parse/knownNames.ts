import { foldLine, lower } from './normalize';

/** Looks up the names of the inventory, whatever their case and width. */
export class KnownNames {
  readonly #spellings = new Map<string, string>();
  /** Names with letters beyond ASCII, the longest first: the tokenizer tries them at every position. */
  readonly #others: string[] = [];

  constructor(names: readonly string[]) {
    for (const name of names) {
      // Folding a name costs most of the time of one parse, and nearly all names need none.
      const isPlain = /^[0-9a-z_][0-9a-z_.-]*$/i.test(name);
      const folded = lower(isPlain ? name : foldLine(name));
      if (folded === '' || this.#spellings.has(folded)) continue;
      this.#spellings.set(folded, name);
      if (!isPlain) this.#others.push(folded);
    }
    this.#others.sort((a, b) => b.length - a.length);
  }

  /** The name as the inventory spells it. */
  get(folded: string): string | undefined {
    return this.#spellings.get(folded);
  }

  /** The longest name with letters beyond ASCII that begins at `from`. */
  otherAt(text: string, from: number): string | undefined {
    return this.#others.find((name) => text.startsWith(name, from));
  }
}
