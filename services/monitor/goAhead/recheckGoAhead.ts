import type { Verdict } from '../../backup/findings';
import { sameId } from '../../backup/ids';
import { operationOf } from '../../backup/operations';
import { snapshotTask } from '../../backup/phase';
import type { Job, JobState, ProtectedItem } from '../../backup/types';
import type { LastRead, Reading } from '../../backup/vaults';
import { worstOf } from '../../backup/verdict';
import type { Obstacle } from '../../notify/message';
import { freshReadingMs, type Recheck } from '../../notify/outbox/revalidate';
import { vmItemsOf, type WatchedJob } from '../track/watchedJob';
import type { VmJobs } from './vmJobs';
import { type ItemReadings, lastReadings, readItem, readOwn, type Sources } from './vmReadings';
import { isOf, otherIn, unseenTriggers, verdictBy } from './vmVerdict';

interface GoAheadCheck {
  readonly recheck: Recheck;
  /** Other backups of the VM whose snapshot no reading showed done. The monitor must watch them. */
  readonly running: readonly Job[];
}

/**
 * Checks a go-ahead with the same verdict as the command `safe`. Several backups of a VM may run in parallel, from any
 * of its items, in any vault, started by a schedule or a person. It reads the list of each item's vault, and each
 * running backup of the VM singly. Fresh readings of the monitor and of commands serve too.
 */
export async function recheckGoAhead(vmJobs: VmJobs, { vaults, clock }: Sources): Promise<GoAheadCheck> {
  const { own } = vmJobs;
  const [ownItem, ...others] = vmItemsOf(own, vaults.known()?.value.items ?? []);
  const ownRead = await readOwn(own, { vaults, clock });
  const read = (item: ProtectedItem): Promise<ItemReadings> => readItem(item, own, { vaults, clock });
  const [first, ...more] = await Promise.all([read(ownItem), ...others.map(read)]);
  const pending = unseenTriggers(vmJobs, [first, ...more], { ownRead, clock });
  const verdict = worstOf([
    verdictBy(first, { ownRead, pending, clock }),
    ...more.map((readings) => verdictBy(readings, { ownRead, pending: [], clock })),
  ]);
  const running = [first, ...more].flatMap((readings) => notDone(readings));
  return { recheck: recheckOf(own, { list: first.list, ownRead }, verdict), running };
}

/** What else blocks changes of the VM, by fresh readings alone, without a request. Null if nothing is known. */
export function obstacleOf(
  vmJobs: VmJobs,
  { lastRead, vaults, clock }: Sources & { readonly lastRead: LastRead },
): Obstacle | null {
  const { own } = vmJobs;
  const newerMs = clock.now().getTime() - freshReadingMs(clock);
  const items = vmItemsOf(own, vaults.known()?.value.items ?? []);
  const readings = items.map((item) => lastReadings(item, vmJobs, { lastRead, newerMs, clock }));
  const pending = unseenTriggers(vmJobs, readings, { ownRead: null, clock });
  const verdicts = readings.map((one, at) =>
    verdictBy(one, { ownRead: null, pending: at === 0 ? pending : [], clock }),
  );
  const [first, ...more] = verdicts.filter((verdict) => {
    const other = otherIn(verdict);
    return other !== null && !isOf(other, own.jobId);
  });
  return first === undefined ? null : otherIn(worstOf([first, ...more]));
}

const LOST: readonly JobState[] = ['failed', 'cancelled', 'cancelling'];

/**
 * The result of a verdict. If the verdict names the go-ahead's own job, the result is `unread`: an earlier reading
 * showed that job's snapshot done.
 */
function recheckOf(
  { jobId }: WatchedJob,
  { list, ownRead }: Pick<ItemReadings, 'list'> & { readonly ownRead: Reading<Job> | null },
  verdict: Verdict,
): Recheck {
  if (ownRead === null || jobId === null) return { kind: 'unread' };
  const { value: job } = ownRead;
  const row = list?.value.find(({ id }) => sameId(id, jobId)) ?? job;
  if (LOST.includes(job.state) || LOST.includes(row.state)) return { kind: 'withdrawn' };
  if (verdict.at === null) return { kind: 'unread' };
  const readMs = verdict.at.getTime();
  if (verdict.kind === 'clear') return { kind: 'stillDone', job, readMs };
  const other = otherIn(verdict);
  if (other === null || isOf(other, jobId)) return { kind: 'unread' };
  return { kind: 'anotherSnapshot', job, readMs, other };
}

/**
 * The backups whose snapshot may not be done. Restores are omitted: they take no snapshot, and their end ends no
 * backup.
 */
function notDone({ active, details }: ItemReadings): readonly Job[] {
  const isDone = ({ id }: Job): boolean =>
    details.some(({ value }) => sameId(value.id, id) && snapshotTask(value)?.state === 'completed');
  return active.filter((job) => operationOf(job) === 'backup' && !isDone(job));
}
