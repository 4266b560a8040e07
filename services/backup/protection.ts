import type { NoSchedule } from './findings';
import { type ProtectedItem, PROTECTION_STATES, sameId } from './types';

type KnownState = (typeof PROTECTION_STATES)[number];

/** The item's protection state among those that we know, in whatever case Azure wrote it; null for any other. */
export function protectionStateOf({ protectionState }: Pick<ProtectedItem, 'protectionState'>): KnownState | null {
  const word = protectionState.trim().toLowerCase();
  return PROTECTION_STATES.find((state) => state.toLowerCase() === word) ?? null;
}

/** Why Azure starts no backup of the item, neither by its schedule nor on demand. */
type Inactive = Extract<NoSchedule, 'softDeleted' | 'protectionStopped' | 'protectionPaused' | 'backupsSuspended'>;

/** `IRPending` and `ProtectionError` stop nothing: Azure goes on trying. */
const STOPS: Readonly<Record<KnownState, Inactive | null>> = {
  IRPending: null,
  Protected: null,
  ProtectionError: null,
  ProtectionStopped: 'protectionStopped',
  ProtectionPaused: 'protectionPaused',
  BackupsSuspended: 'backupsSuspended',
};

/** null: backups of it run, as far as its state tells; a state that we do not know stops nothing for certain. */
export function inactiveOf(item: Pick<ProtectedItem, 'protectionState' | 'softDeleted'>): Inactive | null {
  if (item.softDeleted) return 'softDeleted';
  const state = protectionStateOf(item);
  return state === null ? null : STOPS[state];
}

/** Whether both items protect one VM: Azure takes its snapshots for either of them. */
export function isSameVm(a: ProtectedItem, b: ProtectedItem): boolean {
  return a.vm.id !== '' && sameId(a.vm.id, b.vm.id);
}

/** All items of its VM, `item` itself first: after a move to another vault the old one stands beside the new one. */
export function itemsOfVm(
  item: ProtectedItem,
  items: readonly ProtectedItem[],
): readonly [ProtectedItem, ...ProtectedItem[]] {
  return [item, ...items.filter((other) => !sameId(other.id, item.id) && isSameVm(other, item))];
}
