import { type VaultKey, vaultKey } from '../../services/backup/ids';
import { snapshotTask } from '../../services/backup/phase';
import type { VaultRef } from '../../services/backup/types';
import { min } from '../../services/monitor/planner/math';
import type { WatchedJob } from '../../services/monitor/track/watchedJob';
import { type CumulativeDistribution, endAfterCancel, endAfterSnapshot, endAfterStart } from './distributions';

/** What the planner derives from a watched job, computed once for each version of the job. */
interface JobFacts {
  readonly vault: VaultKey;
  readonly awaitsSnapshot: boolean;
  /** When the job is expected to end: a distribution over the time since `originMs`. */
  readonly distribution: CumulativeDistribution;
  readonly originMs: number;
  /** 0, 1 or 2: the number of the distribution. */
  readonly number: number;
}

const factsOfJobs = new WeakMap<WatchedJob, JobFacts>();

export function factsOf(watched: WatchedJob): JobFacts {
  const known = factsOfJobs.get(watched);
  if (known) return known;
  const facts = { vault: sharedKey(watched.ref.vault), awaitsSnapshot: awaitsSnapshot(watched), ...endOf(watched) };
  factsOfJobs.set(watched, facts);
  return facts;
}

const keys = new Map<VaultKey, VaultKey>();
const KEYS_MAX = 10_000;

/** Returns one shared string per vault's key. A map then finds it by identity, without comparing characters. */
function sharedKey(vault: VaultRef): VaultKey {
  const key = vaultKey(vault);
  const shared = keys.get(key);
  if (shared !== undefined) return shared;
  if (keys.size >= KEYS_MAX) keys.clear();
  keys.set(key, key);
  return key;
}

/** Whether a person waits for this job's snapshot, and no reading has shown it done. */
export function awaitsSnapshot(watched: WatchedJob): boolean {
  if (!watched.awaitsSnapshot || watched.jobId === null || watched.endSeenMs !== null) return false;
  return !watched.raised.includes('snapshotDone') && watched.job?.state !== 'cancelling';
}

function endOf(watched: WatchedJob): Pick<JobFacts, 'distribution' | 'originMs' | 'number'> {
  const { job, startedMs, readMs, detailMs } = watched;
  if (job?.state === 'cancelling') return { distribution: endAfterCancel(), originMs: readMs, number: 0 };
  const snapshot = job && snapshotTask(job);
  if (snapshot?.state !== 'completed') return { distribution: endAfterStart(), originMs: startedMs, number: 1 };
  const endedMs = snapshot.endedAt?.getTime() ?? startedMs + (snapshot.durationMs ?? detailMs - startedMs);
  return { distribution: endAfterSnapshot(), originMs: min(endedMs, detailMs), number: 2 };
}
