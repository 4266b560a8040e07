/** How much of memory entries may take together, in bytes as `of` reckons them. */
interface Weight<K, V> {
  readonly max: number;
  readonly of: (key: K, value: V) => number;
}

/** A map that forgets what was used longest ago once it holds more than `max` entries, or weighs more than it may. */
export class BoundedMap<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #max: number;
  readonly #weight: Weight<K, V>;
  #bytes = 0;

  constructor(max: number, weight: Weight<K, V> = { max: Infinity, of: () => 0 }) {
    this.#max = max;
    this.#weight = weight;
  }

  /** Counts as a use. */
  get(key: K): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  has(key: K): boolean {
    return this.#entries.has(key);
  }

  /** Returns the last key that had to go for it, if one had. */
  set(key: K, value: V): K | undefined {
    this.delete(key);
    this.#entries.set(key, value);
    this.#bytes += this.#weight.of(key, value);
    let gone: K | undefined;
    while (this.#entries.size > this.#max || this.#bytes > this.#weight.max) {
      const oldest = this.#entries.keys().next();
      if (oldest.done) break;
      gone = oldest.value;
      this.delete(gone);
    }
    return gone;
  }

  delete(key: K): boolean {
    const value = this.#entries.get(key);
    if (value !== undefined) this.#bytes -= this.#weight.of(key, value);
    return this.#entries.delete(key);
  }
}
