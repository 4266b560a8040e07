import assert from 'node:assert';

/** The values that both databases bind. Every column is TEXT or a 64-bit integer, so that both keep the same values. */
type Bound = string | number | null;

/**
 * Every bound value passes through here. Booleans become 0 and 1, because libsql aborts the process on a boolean. NUL
 * characters are removed: libsql cuts a text at one, PostgreSQL refuses it. Throws AssertionError for values that the
 * two databases would store differently: a Date, a fraction, an integer beyond 2^53, undefined, an object.
 */
export function encode(value: unknown): Bound {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '') : value;
  const number = typeof value === 'bigint' ? Number(value) : value;
  assert(
    typeof number === 'number' && Number.isSafeInteger(number),
    `The store keeps text, safe integers, booleans and null, not ${Object.prototype.toString.call(value)}`,
  );
  return number;
}

/** Parses PostgreSQL's bigint, count and sum, which pg gives as text. Throws AssertionError beyond 2^53. */
export function integer(text: string): number {
  const number = Number(text);
  assert(Number.isSafeInteger(number), `Not an integer that fits a number: ${text}.`);
  return number;
}

/** Text for a JSON column. Throws AssertionError for a Date, which JSON would silently turn into text. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, refuseDates);
}

/** Parses what `toJson` wrote. A caller may cast the result: the database holds only JSON that the bot wrote. */
export function fromJson(text: string): unknown {
  return JSON.parse(text);
}

/**
 * JSON.stringify has already turned a Date into text when it calls the replacer, so the object that holds it is
 * checked.
 */
function refuseDates(this: unknown, key: string, value: unknown): unknown {
  const held = (this as Readonly<Record<string, unknown>>)[key];
  assert(!(held instanceof Date), `The store keeps times as epoch milliseconds; "${key}" is a Date.`);
  return value;
}
