import { everyVmOf } from '../../services/access/roles';
import { idKey, sameVault } from '../../services/backup/ids';
import type { ProtectedItem, VaultRef } from '../../services/backup/types';
import type { Unread } from '../../services/backup/vaults';
import type { Ask } from '../../services/conversations/ask';
import { UserError } from '../../services/platform/errors';
import type { Services } from '../../views/services';

const NOTHING: Unread = { vaults: [], subscriptions: [], skipped: [], others: false };

/** The VM or vault was not found, but may be in a vault that could not be read. */
export class NotFoundWithUnread extends UserError {
  readonly unread: Unread;

  constructor(reason: string, typed: string, unread: Unread) {
    super(reason, { typed });
    this.unread = unread;
  }
}

/**
 * Vaults that the last inventory lacks; null if it lacks none that the asker may see. The answer names a vault to
 * people who may see all of it, or a VM in it. Others only learn that there are more (`others`), if they may see a VM
 * of the name `vm`.
 */
export function unreadFor(ask: Ask, { vaults }: Pick<Services, 'vaults'>, vm: string | null = null): Unread | null {
  const known = vaults.known();
  if (known === null) return null;
  const { items, unread } = known.value;
  const seen = items.filter((item) => ask.grant.may('viewer', item));
  const named: VaultRef[] = [];
  let others = false;
  for (const { vault } of unread) {
    if (mayNameVault(vault, seen, ask)) named.push(vault);
    else others ||= vault.name === '*' || mayHold(vault, vm === null ? namesOf(seen) : [vmNameOf(vm)], ask);
  }
  const lacking = {
    vaults: named.filter(({ name }) => name !== '*').map(({ name }) => name),
    subscriptions: named.filter(({ name }) => name === '*').map(({ subscription }) => subscription),
    skipped: [],
    others: others && ask.grant.role !== null,
  };
  return isNothing(lacking) ? null : lacking;
}

/** Vaults that an answer about jobs lacks: unread in the inventory, with a failed list, or above the limit. */
export function unreadForJobs(
  inventory: Unread | null,
  {
    failed,
    skipped,
    limit,
  }: { readonly failed: readonly VaultRef[]; readonly skipped: readonly VaultRef[]; readonly limit: number },
): Unread | null {
  const { vaults, subscriptions, others } = inventory ?? NOTHING;
  const unread = {
    vaults: [...new Set([...vaults, ...failed.map(({ name }) => name)])],
    subscriptions,
    skipped: skipped.map(({ name }) => name),
    ...(skipped.length > 0 && { limit }),
    others,
  };
  return isNothing(unread) ? null : unread;
}

function isNothing({ vaults, subscriptions, skipped, others }: Unread): boolean {
  return vaults.length + subscriptions.length + skipped.length === 0 && !others;
}

/** Vaults that could not be read and whose names the asker may see. */
export function visibleUnreadVaults(ask: Ask, { vaults }: Pick<Services, 'vaults'>): readonly VaultRef[] {
  const { items, unread } = vaults.known()?.value ?? { items: [], unread: [] };
  const seen = items.filter((item) => ask.grant.may('viewer', item));
  return unread.map(({ vault }) => vault).filter((vault) => vault.name !== '*' && mayNameVault(vault, seen, ask));
}

/** Whether the asker may see every VM of the vault. */
export function maySeeVault(vault: VaultRef, ask: Ask): boolean {
  return ask.grant.may('viewer', everyVmOf(vault));
}

/** Whether the asker administers every VM of the vault. Such a person may also see jobs of its removed VMs. */
export function administersVault(vault: VaultRef, { grant }: Ask): boolean {
  return grant.role === 'admin' && grant.may('admin', everyVmOf(vault));
}

function mayNameVault(vault: VaultRef, seen: readonly ProtectedItem[], ask: Ask): boolean {
  return maySeeVault(vault, ask) || seen.some(({ ref }) => sameVault(ref.vault, vault));
}

function mayHold(vault: VaultRef, names: Iterable<string>, { grant }: Ask): boolean {
  for (const name of names) if (grant.may('viewer', { vm: { name }, ref: { vault } })) return true;
  return false;
}

function namesOf(items: readonly ProtectedItem[]): ReadonlySet<string> {
  return new Set(items.map(({ vm }) => idKey(vm.name)));
}

/** The name in `resourceGroup/name` or in a resource id. */
function vmNameOf(typed: string): string {
  return typed.slice(typed.lastIndexOf('/') + 1);
}
