import type { Job, ProtectedItem } from '../../backup/types';
import type { DeliveryChecks } from '../../notify/outbox/revalidate';
import { itemsOf } from '../poll/discovery';
import type { MonitorParts, MonitorTables } from '../poll/parts';
import { vmItemsOf } from '../track/watchedJob';
import { createOwedGoAheads } from './owedGoAheads';
import { obstacleOf, recheckGoAhead } from './recheckGoAhead';
import { followSnapshot, mayTakeSnapshot, watchedVmJobs } from './vmJobs';

/**
 * Checks a go-ahead at the moment of sending. From then on, the monitor watches other running backups that the check
 * finds.
 */
export function goAheadChecks<T extends MonitorTables>(
  parts: MonitorParts<T>,
  wake: () => void,
): Pick<DeliveryChecks, 'recheck' | 'otherOf'> {
  const owed = createOwedGoAheads();
  const followAll = async (running: readonly Job[], items: readonly ProtectedItem[]): Promise<boolean> => {
    let isNew = false;
    for (const job of running)
      isNew = (await parts.transaction((tables) => followSnapshot(tables, job, items))) || isNew;
    return isNew;
  };
  return {
    async recheck(key, toldInstead) {
      const items = await itemsOf(parts.vaults, parts.clock.now().getTime());
      const vmJobs = await parts.transaction((tables) => watchedVmJobs(tables, key, items));
      // Without any item, it is unknown which vaults hold backups of the VM.
      if (vmJobs === null || items.length === 0) return { kind: 'unread' };
      const { own, others } = vmJobs;
      if (toldInstead.includes('anotherSnapshot') && others.some(mayTakeSnapshot)) return { kind: 'notYet' };
      if (toldInstead.length > 0 && !owed.isReadDue(own, parts)) return { kind: 'notYet' };
      const { recheck, running } = await recheckGoAhead(vmJobs, parts);
      if (recheck.kind !== 'withdrawn' && (await followAll(running, vmItemsOf(own, items)))) wake();
      return recheck;
    },
    async otherOf(key) {
      const items = parts.vaults.known()?.value.items ?? [];
      const vmJobs = await parts.transaction((tables) => watchedVmJobs(tables, key, items));
      return vmJobs && obstacleOf(vmJobs, parts);
    },
  };
}
