import { type JobKey, type VaultKey, vaultKey } from '../../backup/ids';
import type { VaultRef } from '../../backup/types';
import type { KnownJob } from '../planner/knownState';
import { isReachChanged, markReach } from '../track/markReach';
import type { MonitorTables } from './parts';
import { atOnce, commit, type ReadContext } from './readContext';

/**
 * Keeps what the live cards say in step with the plan: which snapshots no read is left for in time. One transaction for
 * each vault where that changed.
 */
export async function keepReachMarks<T extends MonitorTables>(
  context: ReadContext<T>,
  jobs: readonly KnownJob[],
  beyondReach: ReadonlySet<JobKey>,
): Promise<void> {
  const changed = new Map<VaultKey, VaultRef>();
  for (const { watched } of jobs)
    if (isReachChanged(watched, beyondReach)) changed.set(vaultKey(watched.ref.vault), watched.ref.vault);
  await atOnce([...changed.values()], async (vault) => {
    await commit(context, (tables) => markReach(tables, vault, beyondReach));
  });
}
