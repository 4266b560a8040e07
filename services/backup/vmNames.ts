import type { ProtectedItem } from './types';

/** Longer than any name of a VM (64); what is longer resembles none. */
const TYPED_MAX = 100;
const NAMES_MAX = 10_000;

/** Width and case do not matter; ids may hold `;` as `%3B` (docs/azure.md). */
function fold(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase().replaceAll('%3b', ';');
}

/**
 * The items that `typed` names: by the VM's name, by `resourceGroup/name`, or by the ARM id of the VM or of the item.
 * Several where a name stands in several resource groups or vaults. Soft-deleted ones only where no live one matches.
 */
export function findItems(typed: string, items: readonly ProtectedItem[]): readonly ProtectedItem[] {
  const wanted = fold(typed).replace(/(?<!\/)\/+$/, '');
  const found = items.filter((item) => namesOf(item, wanted).some((name) => fold(name) === wanted));
  const live = found.filter((item) => !item.softDeleted);
  return live.length > 0 ? live : found;
}

function namesOf({ id, vm }: ProtectedItem, wanted: string): readonly string[] {
  if (wanted === '') return [];
  if (wanted.startsWith('/')) return [id, vm.id];
  return wanted.includes('/') ? [`${vm.resourceGroup}/${vm.name}`] : [vm.name];
}

/**
 * The names that `typed` is likely meant to be, likeliest first, at most `most`: mistyped, with letters or digits
 * swapped, or given only in part. None for more than 100 characters; beyond 10,000 names the rest is not looked at.
 * Of a typed `resourceGroup/name` only the name counts where `names` hold no resource groups.
 */
export function nearest(typed: string, names: readonly string[], most: number): readonly string[] {
  if (typed.length > TYPED_MAX) return [];
  const whole = fold(typed);
  const last = whole.slice(whole.lastIndexOf('/') + 1);
  // Of a DNS name (`vm-01.contoso.local`) the host's part is the VM's name.
  const host = last.split('.')[0] ?? last;
  const looked = [...new Map(names.slice(0, NAMES_MAX).map((name) => [fold(name), name]))];
  const ranked = looked.flatMap(([folded, name]) => {
    const rank = host !== '' && host === folded ? 0 : rankOf(folded.includes('/') ? whole : last, folded);
    return rank === null ? [] : [{ name, rank }];
  });
  ranked.sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
  return ranked.slice(0, Math.max(0, most)).map(({ name }) => name);
}

/** The lower, the likelier; null: too far apart. */
function rankOf(typed: string, name: string): number | null {
  if (typed === '' || name === '') return null;
  const allowed = Math.min(3, Math.max(1, Math.floor(typed.length / 3)));
  const start = sharedStart(typed, name);
  const distance = distanceOf(typed.slice(start), name.slice(start), allowed);
  const shared = start / (name.length + 1);
  // Swapped characters before others that are as far: "vm-10" is vm-01 rather than vm-11.
  if (distance <= allowed) return distance - shared / 4 - (isAnagram(typed, name) ? 0.5 : 0);
  if (typed.length >= 2 && name.startsWith(typed)) return allowed + 1 - shared;
  if (typed.length >= 3 && name.includes(typed)) return allowed + 2;
  return isNumberedAlike(typed, name) ? allowed + 3 : null;
}

/** Of one series: "vm-99" and "vm-01". */
function isNumberedAlike(typed: string, name: string): boolean {
  const stem = name.replace(/\d+/g, '#');
  return stem.length > 1 && stem.includes('#') && typed.replace(/\d+/g, '#') === stem;
}

/**
 * Insertions, deletions, replacements and swaps of neighbours from `a` to `b`; Infinity where there are more than `limit`.
 * Only the band that can stay within the limit is computed: entry `k` of row `i` is for the first `i + k - limit` of `b`.
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
