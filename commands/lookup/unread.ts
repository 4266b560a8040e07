import { type ProtectedItem, sameVault, type VaultRef } from '../../services/backup/types';
import type { Unread } from '../../services/backup/vaults';
import type { Ask } from '../../services/conversations/ask';
import { UserError } from '../../services/platform/errors';
import type { Services } from '../../views/services';

/** No VM can have it: only who may see every VM of a vault may see this one. */
const ANY_NAME = '/';
const NOTHING: Unread = { vaults: [], subscriptions: [], skipped: [], others: false };

/** What was asked for was not found, and stands perhaps where nothing could be read. */
export class NotFoundWithUnread extends UserError {
  readonly unread: Unread;

  constructor(reason: string, typed: string, unread: Unread) {
    super(reason, { typed });
    this.unread = unread;
  }
}

/**
 * What the last inventory lacks; null where it lacks nothing that the asker may see. `vm`: the name that is looked for, where
 * it is one. A vault is named to whoever may see all of it, or saw a VM in it; to others it is counted only, and only where
 * they may see what they look for in it.
 */
export function unreadFor(ask: Ask, { vaults }: Pick<Services, 'vaults'>, vm: string | null = null): Unread | null {
  const known = vaults.known();
  if (known === null) return null;
  const { items, unread } = known.value;
  const seen = items.filter((item) => ask.grant.may('viewer', item));
  const named: VaultRef[] = [];
  let others = false;
  for (const { vault } of unread) {
    if (isNamed(vault, seen, ask)) named.push(vault);
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

/** What a question about jobs lacks: what the inventory does, lists that failed, and vaults that it does not read. */
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

/** The vaults that could not be read and that the asker may be told of by name. */
export function visibleUnreadVaults(ask: Ask, { vaults }: Pick<Services, 'vaults'>): readonly VaultRef[] {
  const { items, unread } = vaults.known()?.value ?? { items: [], unread: [] };
  const seen = items.filter((item) => ask.grant.may('viewer', item));
  return unread.map(({ vault }) => vault).filter((vault) => vault.name !== '*' && isNamed(vault, seen, ask));
}

/** Whether the asker may see every VM of the vault, whatever it is called. */
export function maySeeVault(vault: VaultRef, ask: Ask): boolean {
  return mayHold(vault, [ANY_NAME], ask);
}

function isNamed(vault: VaultRef, seen: readonly ProtectedItem[], ask: Ask): boolean {
  return maySeeVault(vault, ask) || seen.some(({ ref }) => sameVault(ref.vault, vault));
}

function mayHold(vault: VaultRef, names: Iterable<string>, { grant }: Ask): boolean {
  for (const name of names) if (grant.may('viewer', { vm: { name }, ref: { vault } })) return true;
  return false;
}

function namesOf(items: readonly ProtectedItem[]): ReadonlySet<string> {
  return new Set(items.map(({ vm }) => vm.name.toLowerCase()));
}

/** Of `resourceGroup/name` and of a resource's id. */
function vmNameOf(typed: string): string {
  return typed.slice(typed.lastIndexOf('/') + 1);
}
