import type { AuditedEntry } from '../../services/access/audit';
import { itemIdOf } from '../../services/backup/ids';
import { indexOf } from '../../services/backup/itemIndex';
import type { ProtectedItem } from '../../services/backup/types';
import type { Ask } from '../../services/conversations/ask';
import { UserError } from '../../services/platform/errors';
import type { CommandContext, CommandOutcome, Handler } from '../handler';
import { forVm } from '../lookup/vm';

const LAST_DAYS = 7;
/** The store keeps entries for 400 days. */
const LAST_DAYS_MAX = 400;
const ENTRIES_MAX = 200;
const DAY_MS = 24 * 60 * 60_000;

/** Changes that people asked for, with their outcomes, of VMs that the asker administers. */
export const audit: Handler<'audit'> = async ({ vm, lastDays = LAST_DAYS }, ask, services) => {
  if (!(lastDays >= 1 && lastDays <= LAST_DAYS_MAX)) throw new UserError('daysRange', { min: 1, max: LAST_DAYS_MAX });
  if (vm === undefined) return listed(null, lastDays, { ask, services });
  return forVm(
    { typed: vm, role: 'admin', commandFor: (id) => ({ kind: 'audit', vm: id, lastDays }) },
    { ask, services },
    (item) => listed(item, lastDays, { ask, services }),
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
  return {
    kind: 'view',
    view: {
      kind: 'audit',
      vmName: item?.vm.name ?? null,
      days,
      entries: entries.filter(administers),
      isCut: entries.length === ENTRIES_MAX,
      at,
    },
  };
}

/** Entries about a VM that is gone are shown to people who administer all VMs that are left. */
function administeredBy({ grant }: Ask, items: readonly ProtectedItem[]): (entry: AuditedEntry) => boolean {
  const isOverAll = items.every((item) => grant.may('admin', item));
  return ({ vm }) => {
    if (vm === null) return true;
    const item = indexOf(items).byId(vm.itemId);
    return item !== null ? grant.may('admin', item) : isOverAll;
  };
}
