import { jobKey } from '../backup/ids';
import type { Notice } from '../backup/jobEvents';
import { operationOf } from '../backup/operations';
import { isActive, snapshotTask } from '../backup/phase';
import type { Job, ProtectedItem } from '../backup/types';
import type { Reading } from '../backup/vaults';
import type { CommandTables } from '../conversations/repositories';
import { newWatchedJob, type WatchedJob } from '../monitor/track/watchedJob';

/** A running backup of a protected VM, to which a conversation can subscribe. */
export interface RunningBackup {
  readonly job: Job;
  readonly item: ProtectedItem;
  /** Whether the job was read just now, so that the asker's card shows its newest state. */
  readonly isFresh: boolean;
}

/** Null if the job has ended, is no backup, or its VM is no longer protected. */
export function runningBackupOf({ reading, item }: FoundJob): RunningBackup | null {
  const { value: job, problem } = reading;
  if (item === null || !isActive(job) || operationOf(job) !== 'backup') return null;
  return { job, item, isFresh: problem === undefined };
}

/** Whether a reading showed the job's end. */
export function hasSeenEnd({ done, endSeenMs }: WatchedJob): boolean {
  return done || endSeenMs !== null;
}

/** The job as the monitor knows it, locked until the transaction ends. An unmonitored job is monitored from now on. */
export async function monitoredJobOf(
  { watched }: CommandTables,
  job: Pick<Job, 'id' | 'vault' | 'startedAt'>,
  item: ProtectedItem,
): Promise<WatchedJob | null> {
  const known = await watched.byJob(job.vault, job.id);
  if (known !== null) return watched.byKey(known.key);
  const begun = newWatchedJob(item, {
    key: jobKey(item.ref.vault, job.id),
    jobId: job.id,
    startedMs: job.startedAt?.getTime() ?? 0,
    retainUntilMs: null,
    askedBy: null,
    awaitsSnapshot: true,
  });
  return (await watched.add(begun)) ? begun : watched.byKey(begun.key);
}

/** A notice that only updates the live card. */
export function cardNotice(
  { key, ref, itemId, vmName, vmResourceGroup, startedMs, readMs }: WatchedJob,
  job: Job,
): Notice {
  return {
    jobKey: key,
    event: 'taskChanged',
    vault: ref.vault,
    itemId,
    vmName,
    vmResourceGroup,
    job,
    atMs: startedMs,
    readMs,
  };
}

/** A job that a command has read, with its VM. */
export interface FoundJob {
  readonly reading: Reading<Job>;
  /** Null if the job's VM is no longer protected. */
  readonly item: ProtectedItem | null;
}

/** The go-ahead of a job whose snapshot is done. */
export function goAheadNotice(watched: WatchedJob, job: Job): Notice {
  const atMs = snapshotTask(job)?.endedAt?.getTime() ?? watched.readMs;
  return { ...cardNotice(watched, job), event: 'snapshotDone', atMs };
}
