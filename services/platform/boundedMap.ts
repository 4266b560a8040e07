/** A map of at most `max` entries that drops the least recently used one (LRU). */
export class BoundedMap<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
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

  /** Returns the key that was dropped to make room, if any. */
  set(key: K, value: V): K | undefined {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#max) return undefined;
    const oldest = this.#entries.keys().next();
    if (oldest.done) return undefined;
    this.#entries.delete(oldest.value);
    return oldest.value;
  }

  delete(key: K): boolean {
    return this.#entries.delete(key);
  }
}
