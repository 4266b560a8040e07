/** A map that forgets what was used longest ago once it holds more than `max`. */
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

  /** Returns the key that had to go for it, if one had. */
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
