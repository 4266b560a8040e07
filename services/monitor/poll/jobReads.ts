import type { Job } from '../../backup/types';
import { AzureError } from '../../backup/vaults';
import { applyJobReading } from '../track/applyReading';
import type { Discovery } from '../track/discover';
import type { WatchedJob } from '../track/watchedJob';
import type { MonitorTables } from './parts';
import { readPoints } from './pointReads';
import { commit, isEnd, isVaultGone, type PlannedContext, type ReadContext, retryAt } from './readContext';
import { SHARED_MS } from './taskReads';

/** Reads one job with its tasks and applies the reading. A failed read changes only the time of the next read. */
export async function pollJob<T extends MonitorTables>(
  context: PlannedContext<T>,
  watched: WatchedJob,
  discovery: Discovery,
): Promise<void> {
  const { parts, state, note } = context;
  const { vaults, clock } = parts;
  const { vault } = watched.ref;
  const askedMs = clock.now().getTime();
  if (watched.jobId === null) return;
  const fail = (problem: AzureError): void => {
    note(problem);
    state.jobFailed(watched.key, retryAt(problem, askedMs));
    parts.log.info({ job: watched.key, code: problem.code, problem: problem.problem.kind }, 'a job was not read');
  };
  let read: { job: Job | null; readMs: number };
  try {
    const { value, at, problem } = await vaults.job(vault, watched.jobId, { maxAgeMs: SHARED_MS });
    if (problem) {
      fail(problem);
      return;
    }
    read = { job: value, readMs: at.getTime() };
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    const isUnfound = isVaultGone(error) && !state.isDeleted(vault, askedMs);
    if (error.problem.kind !== 'notFound' || isUnfound) {
      fail(error);
      return;
    }
    read = { job: null, readMs: askedMs };
  }
  note(null);
  await applyJob(context, { watched, ...read }, discovery);
}

/** Applies a reading of one job, whether the monitor or a command read it. */
export async function applyJob<T extends MonitorTables>(
  context: ReadContext<T>,
  { watched, job, readMs }: { readonly watched: WatchedJob; readonly job: Job | null; readonly readMs: number },
  discovery: Discovery,
): Promise<void> {
  const { parts, state } = context;
  const points = isEnd(watched, job) ? await readPoints(context, watched, discovery) : null;
  const nowMs = parts.clock.now().getTime();
  const reading = { job, readMs, ...(points && { points }) };
  const kept = await commit(context, (tables) => applyJobReading(tables, watched.key, { reading, nowMs }));
  if (kept.length === 0) state.drop(watched.key);
  state.jobRead(watched.key, readMs);
}
