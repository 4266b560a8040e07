import { PAST_RUNS_READ, pastDurations, type PastLengths, watchedDurations } from '../services/backup/durations';
import { itemIdOf } from '../services/backup/ids';
import type { ProtectedItem } from '../services/backup/types';
import { HOUR_MS } from '../services/platform/durations';
import { attempt, isRead } from './attempt';
import { jobWindowOf } from './jobWindows';
import type { Services } from './services';

/** A VM's past durations change once a night, so a month's list of the vault's jobs serves for hours. */
const HISTORY_MAX_AGE_MS = 6 * HOUR_MS;

export const NO_PAST: PastLengths = { whole: null, snapshot: null };

/** Durations of the backups that this bot monitored, from the store; no read of Azure. */
export async function readPastDurations(itemId: string, { store }: Pick<Services, 'store'>): Promise<PastLengths> {
  return watchedDurations(await store.transaction(({ history }) => history.of(itemIdOf(itemId), PAST_RUNS_READ)));
}

/** Like `readPastDurations`, but whole jobs are measured by the vault's list of the last month, if it could be read. */
export async function readListedDurations(item: ProtectedItem, services: Services): Promise<PastLengths> {
  const window = jobWindowOf('lastMonth', services.clock);
  const [list, watched] = await Promise.all([
    attempt(services.vaults.jobs(item.ref.vault, window, { maxAgeMs: HISTORY_MAX_AGE_MS })),
    readPastDurations(item.id, services),
  ]);
  const listed = isRead(list) ? pastDurations(list.value, item) : null;
  return { ...watched, whole: listed ?? watched.whole };
}
