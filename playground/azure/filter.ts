import { filterTimeMs } from './times';

/** The terms of a `$filter` by lower-case field. Null for a filter that Azure Backup refuses. */
export function parseFilter(text: string | null): ReadonlyMap<string, string> | null {
  const terms = new Map<string, string>();
  if (text === null || text.trim() === '') return terms;
  if (text.length > FILTER_MAX) return null;
  for (const term of text.trim().split(/\s+and\s+/i)) {
    const [, field, quoted, bare] = /^(\w+)\s+eq\s+(?:'([^']*)'|([\w.-]+))$/i.exec(term) ?? [];
    if (field === undefined) return null;
    terms.set(field.toLowerCase(), quoted ?? bare ?? '');
  }
  return terms;
}

const FILTER_MAX = 4000;

/** Whether `facts`, by lower-case field, match every term. Empty terms and terms about other fields match anything. */
export function agrees(terms: ReadonlyMap<string, string>, facts: Readonly<Record<string, string>>): boolean {
  return Object.entries(facts).every(([field, fact]) => {
    const wanted = terms.get(field);
    return wanted === undefined || wanted === '' || wanted.toLowerCase() === fact.toLowerCase();
  });
}

/** The time window of `startTime eq` and `endTime eq`, which mean from and to. Null for an invalid time. */
export function filterWindow(
  terms: ReadonlyMap<string, string>,
  from: string,
  to: string,
): readonly [number, number] | null {
  const fromText = terms.get(from);
  const toText = terms.get(to);
  const window = [
    fromText === undefined ? -Infinity : filterTimeMs(fromText),
    toText === undefined ? Infinity : filterTimeMs(toText),
  ] as const;
  return window.some(Number.isNaN) ? null : window;
}
