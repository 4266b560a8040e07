import { inactiveOf } from '../services/backup/protection';
import type { ProtectedItem } from '../services/backup/types';

/** The index of the chosen VM in the list; `several` if the text fits more than one VM, null if it fits none. */
type ChoiceMatch = { readonly index: number } | 'several' | null;

const DASHES = /[\u2010-\u2015\u2212\u30fc\uff70\u2500]/g;

/**
 * Reads the answer to "which VM?": a number of the list, a resource group, `resourceGroup/name`, a name, or an id.
 * Case, width and the dashes of an IME do not matter. Names win over numbers: a resource group may be called `2`.
 */
export function matchChoice(text: string, items: readonly ProtectedItem[]): ChoiceMatch {
  const typed = folded(text);
  if (typed === '') return null;
  const named = preferred(
    items.flatMap((item, index) => (namesOf(item).includes(typed) ? [index] : [])),
    items,
  );
  if (named.length > 1) return 'several';
  const number = /^(?<number>\d{1,3})(?:番|つ目)?$/.exec(typed)?.groups?.['number'];
  const index = named[0] ?? (number === undefined ? -1 : Number(number) - 1);
  return items[index] === undefined ? null : { index };
}

/** The only named item that is still backed up, if there is exactly one: the others are left from deleted VMs. */
function preferred(named: readonly number[], items: readonly ProtectedItem[]): readonly number[] {
  const active = named.filter((index) => {
    const item = items[index];
    return item !== undefined && inactiveOf(item) === null;
  });
  return active.length === 1 ? active : named;
}

function namesOf({ vm, id }: ProtectedItem): string[] {
  return [vm.resourceGroup, `${vm.resourceGroup}/${vm.name}`, vm.name, vm.id, id].map(folded);
}

function folded(text: string): string {
  return text
    .normalize('NFKC')
    .replace(DASHES, '-')
    .trim()
    .replace(/(?<![.。)])[.。)]+$/, '')
    .toLowerCase();
}
