/** Chance that comes out the same for the same key: a run of fractions in [0, 1) (FNV-1a, then mulberry32). */
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

/** A UUID that comes out the same for the same key. */
export function uuidFrom(key: string): string {
  const next = chance(key);
  const hex = (digits: number): string =>
    Math.floor(next() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(8)}${hex(4)}`;
}

/** A name as Azure gives recovery points and items: digits only (AZURE.md 4). */
export function digitsFrom(key: string): string {
  return String(Math.floor((0.1 + 0.9 * chance(key)()) * 1e15));
}
