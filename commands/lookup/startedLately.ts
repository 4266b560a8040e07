import { itemIdOf } from '../../services/backup/ids';
import type { Job, ProtectedItem } from '../../services/backup/types';
import { mayHaveStarted } from '../../services/onDemand/startLimits';
import { DAY_MS } from '../../services/platform/durations';
import type { Services } from '../../views/services';

/** Azure recommends no more on-demand backups of a VM in a day; it refuses after nine. */
const A_DAY = 4;
const ENTRIES_MAX = 100;

/** A VM that was already backed up on demand so often in the last 24 hours. */
export interface OftenBackedUp {
  readonly vm: string;
  readonly count: number;
}

/**
 * VMs whose next on-demand backup is more than Azure recommends. Only those that were started through the bot are
 * counted: Azure's job list does not tell on-demand backups from scheduled ones.
 */
export async function backedUpOften(
  items: readonly ProtectedItem[],
  { store, clock }: Pick<Services, 'store' | 'clock'>,
): Promise<readonly OftenBackedUp[]> {
  const since = clock.now().getTime() - DAY_MS;
  const counted = await store.transaction(async ({ audit }) => {
    const found: OftenBackedUp[] = [];
    for (const { id, vm } of items) {
      const entries = await audit.find({ item: itemIdOf(id), since, limit: ENTRIES_MAX });
      found.push({ vm: vm.name, count: entries.filter(mayHaveStarted).length });
    }
    return found;
  });
  return counted.filter(({ count }) => count >= A_DAY);
}

/** Whether the job is a backup that somebody asked this bot for. */
export async function isStartedHere(
  { vault, id }: Pick<Job, 'vault' | 'id'>,
  { triggers }: Pick<Services, 'triggers'>,
): Promise<boolean> {
  return (await triggers.askedBy(vault, id)) !== null;
}
