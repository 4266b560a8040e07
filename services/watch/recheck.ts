import { operationOf } from '../backup/operations';
import { isActive, snapshotTask } from '../backup/phase';
import { type Job, sameId } from '../backup/types';
import type { Vaults } from '../backup/vaults';
import { freshMs, type Recheck } from '../notify/truth';
import type { Clock } from '../platform/clock';
import { isOfVm } from './match';
import { vaultOf, type WatchedJob } from './watchedJob';

/**
 * What is true of a go-ahead now: its job is read once more, from a shared reading where one is young enough. While the
 * job runs, Azure starts no other backup of the VM; where it has ended, the vault's list says whether another runs.
 */
export async function recheckGoAhead(
  watched: WatchedJob,
  { vaults, clock }: { readonly vaults: Vaults; readonly clock: Clock },
): Promise<Recheck> {
  if (watched.jobId === null) return { kind: 'unread' };
  const maxAgeMs = freshMs(clock);
  const vault = vaultOf(watched);
  const { value: job, at, problem } = await vaults.job(vault, watched.jobId, { maxAgeMs });
  if (job.state === 'failed' || job.state === 'cancelled' || job.state === 'cancelling') return { kind: 'withdrawn' };
  if (problem) return { kind: 'unread' };
  if (isActive(job)) return ofRunning(job, at);
  const list = await vaults.jobs(vault, { since: new Date(watched.startedMs) }, { maxAgeMs });
  if (list.problem) return { kind: 'unread' };
  const other = list.value.find(
    (one) => isOfVm(watched, one) && !sameId(one.id, job.id) && isActive(one) && operationOf(one) !== 'administrative',
  );
  if (other) return { kind: 'anotherSnapshot', job: other, readMs: list.at.getTime() };
  return { kind: 'stillDone', job, readMs: Math.min(at.getTime(), list.at.getTime()) };
}

function ofRunning(job: Job, at: Date): Recheck {
  const snapshot = snapshotTask(job);
  if (snapshot === null || job.state !== 'inProgress') return { kind: 'unread' };
  return { kind: snapshot.state === 'completed' ? 'stillDone' : 'anotherSnapshot', job, readMs: at.getTime() };
}
