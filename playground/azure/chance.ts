/** A seeded random generator of fractions in [0, 1): FNV-1a hashes the key, mulberry32 draws. */
export function chance(key: string): () => number {
  let state = 0x811c9dc5;
  for (let i = 0; i < key.length; i += 1) state = Math.imul(state ^ key.charCodeAt(i), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A UUID derived from the key. */
export function uuidFrom(key: string): string {
  const next = chance(key);
  const hex = (digits: number): string =>
    Math.floor(next() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(8)}${hex(4)}`;
}

/** A name of digits only, as Azure gives recovery points and items. */
export function digitsFrom(key: string): string {
  return String(Math.floor((0.1 + 0.9 * chance(key)()) * 1e15));
}
