import type { ProtectedItem } from './types';

/** Longer than any VM's name, which has at most 64 characters. A longer text is not searched. */
const TYPED_MAX = 100;
const NAMES_MAX = 10_000;

/** Makes texts comparable: ignores case and full width (ｖｍ－０１), and reads the `%3B` of a URL as `;`. */
export function foldName(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase().replaceAll('%3b', ';');
}

/**
 * The items that `typed` names: by the VM's name, by `resourceGroup/name`, or by the ARM id of the VM or of the item.
 * Several match if resource groups or vaults share a name. A soft-deleted item matches only if no other item does.
 */
export function findItems(typed: string, items: readonly ProtectedItem[]): readonly ProtectedItem[] {
  const wanted = foldName(typed).replace(/(?<!\/)\/+$/, '');
  const found = items.filter((item) => namesOf(item, wanted).some((name) => foldName(name) === wanted));
  const live = found.filter((item) => !item.softDeleted);
  return live.length > 0 ? live : found;
}

function namesOf({ id, vm }: ProtectedItem, wanted: string): readonly string[] {
  if (wanted === '') return [];
  if (wanted.startsWith('/')) return [id, vm.id];
  return wanted.includes('/') ? [`${vm.resourceGroup}/${vm.name}`] : [vm.name];
}

/**
 * Suggests up to `most` names that the user may have meant, the likeliest first. It finds typing errors, swapped
 * characters and parts of a name. It looks at the first 10,000 names; more than 100 typed characters match nothing. For
 * a typed `resourceGroup/name` only the name counts, unless `names` hold resource groups.
 */
export function nearest(typed: string, names: readonly string[], most: number): readonly string[] {
  if (typed.length > TYPED_MAX) return [];
  const whole = foldName(typed);
  const last = whole.slice(whole.lastIndexOf('/') + 1);
  // A DNS name (`vm-01.contoso.local`) begins with the VM's name.
  const host = last.split('.')[0] ?? last;
  const looked = [...new Map(names.slice(0, NAMES_MAX).map((name) => [foldName(name), name]))];
  const ranked = looked.flatMap(([folded, name]) => {
    const rank = host !== '' && host === folded ? 0 : rankOf(folded.includes('/') ? whole : last, folded);
    return rank === null ? [] : [{ name, rank }];
  });
  ranked.sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
  return ranked.slice(0, Math.max(0, most)).map(({ name }) => name);
}

/** Ranks `name` as the meaning of `typed`: the lower the likelier, null if they are too far apart. */
function rankOf(typed: string, name: string): number | null {
  if (typed === '' || name === '') return null;
  const allowed = Math.min(3, Math.max(1, Math.floor(typed.length / 3)));
  const start = sharedStart(typed, name);
  const distance = distanceOf(typed.slice(start), name.slice(start), allowed);
  const shared = start / (name.length + 1);
  // Swapped characters rank before other errors of the same distance: "vm-10" means vm-01 rather than vm-11.
  if (distance <= allowed) return distance - shared / 4 - (isAnagram(typed, name) ? 0.5 : 0);
  if (typed.length >= 2 && name.startsWith(typed)) return allowed + 1 - shared;
  if (typed.length >= 3 && name.includes(typed)) return allowed + 2;
  return isNumberedAlike(typed, name) ? allowed + 3 : null;
}

/** Whether the two differ in digits only, like "vm-99" and "vm-01". */
function isNumberedAlike(typed: string, name: string): boolean {
  const stem = name.replace(/\d+/g, '#');
  return stem.length > 1 && stem.includes('#') && typed.replace(/\d+/g, '#') === stem;
}

/**
 * Damerau-Levenshtein distance: how many insertions, deletions, replacements and swaps of neighbours turn `a` into `b`;
 * Infinity above `limit`. Computes only the diagonal band within the limit. Entry `k` of row `i` is the distance
 * between the first `i` characters of `a` and the first `i + k - limit` of `b`.
 */
function distanceOf(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: 2 * limit + 1 }, (_, k) => (k < limit ? Infinity : k - limit));
  for (let i = 1; i <= a.length; i++) {
    const row: number[] = [];
    let least = Infinity;
    for (let k = 0, j = i - limit; k <= 2 * limit; k++, j++) {
      const replaced = cell(last, k) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? cell(beforeLast, k) + 1 : Infinity;
      const cost = Math.min(cell(last, k + 1) + 1, cell(row, k - 1) + 1, replaced, swap);
      row.push(j < 0 || j > b.length ? Infinity : j === 0 ? i : cost);
      least = Math.min(least, cell(row, k));
    }
    if (least > limit) return Infinity;
    [beforeLast, last] = [last, row];
  }
  return cell(last, b.length - a.length + limit);
}

function cell(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}

function isAnagram(a: string, b: string): boolean {
  const sorted = (text: string): string => Array.from(text).sort().join('');
  return a.length === b.length && sorted(a) === sorted(b);
}

function sharedStart(a: string, b: string): number {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index++;
  return index;
}
