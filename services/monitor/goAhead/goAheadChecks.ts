import { snapshotTask } from '../../backup/phase';
import type { Job, ProtectedItem } from '../../backup/types';
import type { DeliveryChecks } from '../../notify/outbox/revalidate';
import { itemsOf } from '../poll/discovery';
import type { MonitorParts, MonitorTables } from '../poll/parts';
import { itemOfWatched, vmItemsOf, type WatchedJob } from '../track/watchedJob';
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
      askForPoint(own, items, parts);
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

/**
 * Asks for the recovery points beside the re-check's own reads: the message shows the consistency if Azure lists the
 * point. Points have a limit of their own. One reading since the snapshot's end serves all conversations.
 */
function askForPoint(
  own: WatchedJob,
  items: readonly ProtectedItem[],
  { vaults, clock }: Pick<MonitorParts<MonitorTables>, 'vaults' | 'clock'>,
): void {
  const doneMs = (own.job && snapshotTask(own.job)?.endedAt?.getTime()) ?? own.detailMs;
  const maxAgeMs = Math.max(0, clock.now().getTime() - doneMs);
  vaults.points(itemOfWatched(own, items), { maxAgeMs }).catch(() => undefined);
}
