import type { JobKey } from '../../backup/ids';
import type { VaultRef } from '../../backup/types';
import type { JobTables } from '../repositories';
import { jobOfTrigger, type WatchedJob } from './watchedJob';
import { type Applied, noticeOf } from './writeReading';

/**
 * Writes with each job of the vault whether its snapshot is told only with the end of the job, since no read is left
 * for it in time. The live cards of jobs for which that changes are drawn again. Runs within a transaction.
 */
export async function markReach(
  { watched }: Pick<JobTables, 'watched'>,
  vault: VaultRef,
  beyondReach: ReadonlySet<JobKey>,
): Promise<Applied> {
  const changed: WatchedJob[] = [];
  for (const before of await watched.ofVault(vault)) {
    const now = { ...before, toldWithEnd: beyondReach.has(before.key) };
    if (isReachChanged(before, beyondReach) && (await watched.save(now))) changed.push(now);
  }
  return { watched: changed, notices: changed.map(cardNotice) };
}

/** Whether what is written with the job no longer holds. A reading that showed its snapshot or its end settles that. */
export function isReachChanged(
  { key, toldWithEnd = false, raised, endSeenMs }: WatchedJob,
  beyondReach: ReadonlySet<JobKey>,
): boolean {
  return endSeenMs === null && !raised.includes('snapshotDone') && toldWithEnd !== beyondReach.has(key);
}

function cardNotice(watched: WatchedJob): Applied['notices'][number] {
  const readMs = Math.max(watched.readMs, watched.startedMs);
  return noticeOf({ ...watched, job: watched.job ?? jobOfTrigger(watched), readMs }, 'taskChanged', readMs);
}
