import type { AuditedEntry } from '../../services/access/audit';
import { everyVmOf } from '../../services/access/roles';
import { itemIdOf } from '../../services/backup/ids';
import { vaultOfItemId } from '../../services/backup/itemId';
import { indexOf } from '../../services/backup/itemIndex';
import type { ProtectedItem } from '../../services/backup/types';
import type { Ask } from '../../services/conversations/ask';
import { DAY_MS } from '../../services/platform/durations';
import { UserError } from '../../services/platform/errors';
import { type CommandContext, type CommandOutcome, type Handler, outcome } from '../handler';
import { forVm } from '../lookup/vm';

const LAST_DAYS = 7;
/** The store keeps entries for 400 days. */
const LAST_DAYS_MAX = 400;
const ENTRIES_MAX = 200;

/** Changes that people asked for, with their outcomes, of VMs that the asker administers. */
export const audit: Handler<'audit'> = async ({ vm, lastDays = LAST_DAYS }, context) => {
  if (!(lastDays >= 1 && lastDays <= LAST_DAYS_MAX)) throw new UserError('daysRange', { min: 1, max: LAST_DAYS_MAX });
  if (vm === undefined) return listed(null, lastDays, context);
  return forVm(
    { typed: vm, role: 'admin', commandFor: (id) => ({ kind: 'audit', vm: id, lastDays }) },
    context,
    (item) => listed(item, lastDays, context),
  );
};

async function listed(
  item: ProtectedItem | null,
  days: number,
  { ask, services }: CommandContext,
): Promise<CommandOutcome> {
  const at = services.clock.now();
  const { value } = await services.vaults.inventory();
  const query = { item: item && itemIdOf(item.id), since: at.getTime() - days * DAY_MS, limit: ENTRIES_MAX };
  const entries = await services.store.transaction((tables) => tables.audit.find(query));
  const administers = administeredBy(ask, value.items);
  return outcome({
    kind: 'audit',
    vmName: item?.vm.name ?? null,
    days,
    entries: entries.filter(administers),
    cutAt: entries.length === ENTRIES_MAX ? ENTRIES_MAX : null,
    at,
  });
}

/**
 * Selects the entries that the person may see. An entry about a removed VM needs the admin role over every VM of its
 * vault. An entry without a VM needs it over every VM.
 */
function administeredBy({ grant }: Ask, items: readonly ProtectedItem[]): (entry: AuditedEntry) => boolean {
  const index = indexOf(items);
  return ({ vm }) => {
    const item = vm && index.byId(vm.itemId);
    return grant.may('admin', item ?? everyVmOf(vm && vaultOfItemId(vm.itemId)));
  };
}
