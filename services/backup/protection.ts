import type { NoSchedule } from './findings';
import { sameId } from './ids';
import { type ProtectedItem, PROTECTION_STATES } from './types';

type KnownState = (typeof PROTECTION_STATES)[number];

/** The item's protection state, if it is a known one, in any case; null for a state that Azure added later. */
export function protectionStateOf({ protectionState }: Pick<ProtectedItem, 'protectionState'>): KnownState | null {
  const word = protectionState.trim().toLowerCase();
  return PROTECTION_STATES.find((state) => state.toLowerCase() === word) ?? null;
}

/** Why Azure starts no backup of the item, neither scheduled nor on demand. */
type Inactive = Extract<NoSchedule, 'softDeleted' | 'protectionStopped' | 'protectionPaused' | 'backupsSuspended'>;

/** Null means that backups start. In the states `IRPending` and `ProtectionError` Azure keeps trying. */
const STOPS: Readonly<Record<KnownState, Inactive | null>> = {
  IRPending: null,
  Protected: null,
  ProtectionError: null,
  ProtectionStopped: 'protectionStopped',
  ProtectionPaused: 'protectionPaused',
  BackupsSuspended: 'backupsSuspended',
};

/** Why the item gets no backups. Null if it gets them, and for an unknown state, which may not stop them. */
export function inactiveOf(item: Pick<ProtectedItem, 'protectionState' | 'softDeleted'>): Inactive | null {
  if (item.softDeleted) return 'softDeleted';
  const state = protectionStateOf(item);
  return state === null ? null : STOPS[state];
}

/** Whether both items protect the same VM, for example in an old and a new vault. Each may cause its snapshots. */
export function isSameVm(a: ProtectedItem, b: ProtectedItem): boolean {
  return a.vm.id !== '' && sameId(a.vm.id, b.vm.id);
}

/** All items that protect the VM of `item`, which comes first. A VM that moved to another vault keeps its old item. */
export function itemsOfVm(
  item: ProtectedItem,
  items: readonly ProtectedItem[],
): readonly [ProtectedItem, ...ProtectedItem[]] {
  return [item, ...items.filter((other) => !sameId(other.id, item.id) && isSameVm(other, item))];
}
