import { asOf } from '../../protocol/asOf';
import type { VmFacts } from '../../protocol/vmViews';
import type { Verdict } from '../../services/backup/findings';
import { isJobOf, sameId } from '../../services/backup/ids';
import { newestFirst, snapshotTask } from '../../services/backup/phase';
import { inactiveOf, isSameVm, itemsOfVm } from '../../services/backup/protection';
import type { Job, ProtectedItem } from '../../services/backup/types';
import { AzureError } from '../../services/backup/vaults';
import { worstOf } from '../../services/backup/verdict';
import { subscriptionReasonHere } from '../../services/onDemand/runningSubscriptions';
import { attempt, isRead } from '../../views/attempt';
import type { WINDOWS_MS } from '../../views/jobWindows';
import { type KnownPolicy, readUpcoming } from '../../views/nextStart';
import type { Services } from '../../views/services';
import { visibleItems } from '../../views/visibleItems';
import { readRecentJobs, type RecentJobs } from '../../views/vmReadings';
import type { CommandContext } from '../handler';

/** Jobs of all items of one VM that the asker may see. */
interface VmJobs extends RecentJobs {
  /** The item that a job belongs to; null if it belongs to none of the VM's. */
  readonly itemOf: (job: Job) => ProtectedItem | null;
}

/**
 * Reads the recent jobs of the VM under all its items. After a move to another vault, the old item stays beside the new
 * one. A job of either item takes a snapshot of this VM. Each further vault costs one list read. A job of an item that
 * the asker may not see counts for the verdict, and is never shown.
 */
export async function readVmJobs(
  item: ProtectedItem,
  { ask, services }: CommandContext,
  window: keyof typeof WINDOWS_MS = 'today',
): Promise<VmJobs> {
  const [, ...others] = await allItemsOf(item, services);
  const own = await readRecentJobs(item, services, window);
  const seen = [item, ...others.filter((other) => ask.grant.may('viewer', other))];
  const itemOf = (job: Job): ProtectedItem | null => seen.find((one) => isJobOf(job, one)) ?? null;
  if (others.length === 0) return { ...own, itemOf };
  const more = await Promise.all(
    others.map(async (other) => {
      const recent = await readRecentJobs(other, services, window);
      if (seen.includes(other)) return recent;
      const problem = recent.problem && withoutNames(recent.problem);
      return { verdict: withoutJob(recent.verdict), at: recent.at, jobs: [], ...(problem && { problem }) };
    }),
  );
  const all = [own, ...more];
  const verdict = worstOf([own.verdict, ...more.map((recent) => recent.verdict)]);
  const problem = all.find((recent) => recent.problem)?.problem;
  return {
    verdict,
    jobs: all.flatMap(({ jobs }) => jobs).sort(newestFirst),
    at: verdict.at ?? own.at,
    ...(problem && { problem }),
    itemOf,
  };
}

/** All items of the VM, `item` first, including those that the asker may not see. */
export async function allItemsOf(item: ProtectedItem, { vaults }: Services): Promise<ReturnType<typeof itemsOfVm>> {
  const inventory = vaults.known() ?? (await attempt(vaults.inventory()));
  return itemsOfVm(item, isRead(inventory) ? inventory.value.items : []);
}

/** The verdict without its job, for a person who may not see that job. */
function withoutJob(verdict: Verdict): Verdict {
  const { job, since } = verdict;
  if (job === null) return verdict;
  return { ...verdict, job: null, since: snapshotTask(job)?.state === 'inProgress' ? since : null };
}

/** The error without Azure's own sentence, which may name the item or its vault. */
function withoutNames({ problem, code }: AzureError): AzureError {
  return new AzureError(problem.kind === 'refused' ? { kind: 'refused', message: code } : problem, { code });
}

/** The facts of a VM that `status` and `safe` both show. `running` is the job whose messages the card offers. */
export async function readVmFacts(
  item: ProtectedItem,
  { recent, running, policy }: { readonly recent: VmJobs; readonly running: Job | null; readonly policy: KnownPolicy },
  context: CommandContext,
): Promise<VmFacts> {
  const { ask, services } = context;
  const jobs = { value: recent.jobs, ...asOf(recent) };
  const runningItem = running && recent.itemOf(running);
  const ofItem = running && runningItem && { job: running, item: runningItem };
  return {
    item,
    verdict: recent.verdict,
    ...(await readUpcoming(item, { policy, jobs }, services)),
    namesakes: await namesakesOf(item, context),
    told: ofItem ? await subscriptionReasonHere(ofItem, ask, services) : undefined,
    ...asOf(recent),
  };
}

/**
 * Items that a person could confuse with this one, of the same VM or of a VM with its name. For an item that is backed
 * up: items that no longer are. For any other item: those that are backed up.
 */
export async function namesakesOf(
  item: ProtectedItem,
  { ask, services }: CommandContext,
): Promise<readonly ProtectedItem[]> {
  const isActive = inactiveOf(item) === null;
  return (await visibleItems(ask, services)).filter(
    (other) =>
      !sameId(other.id, item.id) &&
      (isSameVm(other, item) || sameId(other.vm.name, item.vm.name)) &&
      (inactiveOf(other) === null) !== isActive,
  );
}
