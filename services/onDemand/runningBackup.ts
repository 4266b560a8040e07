import { jobKey, type Notice } from '../backup/jobEvents';
import { operationOf } from '../backup/operations';
import { isActive, snapshotTask } from '../backup/phase';
import { type Job, type ProtectedItem, vaultKey } from '../backup/types';
import type { Reading } from '../backup/vaults';
import type { CommandTables } from '../conversations/repositories';
import { begunOf, type WatchedJob } from '../monitor/track/watchedJob';

/** A backup that runs, of a VM that is protected: what a conversation can be told of. */
export interface RunningBackup {
  readonly job: Job;
  readonly item: ProtectedItem;
  /** The reading is new: what it shows is known to whoever looks at its card. */
  readonly isFresh: boolean;
}

/** null: there is nothing more to be told of it. */
export function runningBackupOf({ reading, item }: FoundJob): RunningBackup | null {
  const { value: job, problem } = reading;
  if (item === null || !isActive(job) || operationOf(job) !== 'backup') return null;
  return { job, item, isFresh: problem === undefined };
}

export function isOver({ done, endSeenMs }: WatchedJob): boolean {
  return done || endSeenMs !== null;
}

/** Held until the transaction ends; a job that nobody watches is watched from now on. */
export async function monitoredJobOf(
  { watched }: CommandTables,
  job: Pick<Job, 'id' | 'vault' | 'startedAt'>,
  item: ProtectedItem,
): Promise<WatchedJob | null> {
  const known = await watched.byJob(job.vault, job.id);
  if (known !== null) return watched.byKey(known.key);
  const begun = begunOf(item, {
    ...{ key: jobKey(vaultKey(item.ref.vault), job.id), jobId: job.id, startedMs: job.startedAt?.getTime() ?? 0 },
    ...{ retainUntilMs: null, askedBy: null, awaitsSnapshot: true },
  });
  return (await watched.add(begun)) ? begun : watched.byKey(begun.key);
}

export function cardNotice(
  { key, ref, itemId, vmName, vmResourceGroup, startedMs, readMs }: WatchedJob,
  job: Job,
): Notice {
  const at = { atMs: startedMs, readMs };
  return { jobKey: key, event: 'taskChanged', vault: ref.vault, itemId, vmName, vmResourceGroup, job, ...at };
}

export interface FoundJob {
  readonly reading: Reading<Job>;
  /** null where the job's VM is no longer protected. */
  readonly item: ProtectedItem | null;
}

export function goAheadNotice(watched: WatchedJob, job: Job): Notice {
  const atMs = snapshotTask(job)?.endedAt?.getTime() ?? watched.readMs;
  return { ...cardNotice(watched, job), event: 'snapshotDone', atMs };
}
