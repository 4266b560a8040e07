import assert from 'node:assert';

/** What both databases bind: every column is TEXT or an integer (docs/decisions/store.md). */
export type Bound = string | number | null;

/**
 * The only way in. Booleans become 0 and 1 (libsql aborts the process on one), NUL is stripped (libsql cuts a text there,
 * PostgreSQL refuses it). AssertionError for everything else that the two would not keep alike: a Date, a fraction, an
 * integer beyond 2^53, undefined, an object.
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

/** PostgreSQL's bigint, count and sum come as text, SQLite's as numbers. AssertionError beyond 2^53. */
export function integer(text: string): number {
  const number = Number(text);
  assert(Number.isSafeInteger(number), `Not an integer that fits a number: ${text}.`);
  return number;
}

/** Text for a JSON column. A Date, or anything else that JSON would silently change, has no place in what is stored. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, refuseDates);
}

/** What `toJson` wrote. The caller may say what it is: only our own text stands in the database. */
export function fromJson(text: string): unknown {
  return JSON.parse(text);
}

/** A Date has become text before a replacer sees it as `value`; its holder still has it. */
function refuseDates(this: unknown, key: string, value: unknown): unknown {
  const held = (this as Readonly<Record<string, unknown>>)[key];
  assert(!(held instanceof Date), `The store keeps times as epoch milliseconds; "${key}" is a Date.`);
  return value;
}
