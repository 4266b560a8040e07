import { inactiveOf, isSameVm, itemsOfVm } from '../services/backup/protection';
import { type ProtectedItem, sameId } from '../services/backup/types';
import { worstOf } from '../services/backup/verdict';
import type { Ask, Services } from './ask';
import { attempt, isRead, readRecentJobs, type RecentJobs } from './facts';
import { visibleItems } from './resolve';
import type { WINDOWS_MS } from './windows';

/**
 * The recent jobs of the VM, of whichever item protects it: after a move to another vault the old item stands beside
 * the new one, and a job of either takes a snapshot of this VM. Each vault more costs one list read.
 */
export async function readVmJobs(
  item: ProtectedItem,
  services: Services,
  window: keyof typeof WINDOWS_MS = 'today',
): Promise<RecentJobs> {
  const inventory = services.vaults.known() ?? (await attempt(services.vaults.inventory()));
  const [, ...others] = itemsOfVm(item, isRead(inventory) ? inventory.value.items : []);
  const own = await readRecentJobs(item, services, window);
  if (others.length === 0) return own;
  const more = await Promise.all(others.map((other) => readRecentJobs(other, services, window)));
  const all = [own, ...more];
  const verdict = worstOf([own.verdict, ...more.map((recent) => recent.verdict)]);
  const problem = all.find((recent) => recent.problem)?.problem;
  const startMs = (job: RecentJobs['jobs'][number]): number => job.startedAt?.getTime() ?? 0;
  return {
    verdict,
    jobs: all.flatMap(({ jobs }) => jobs).sort((a, b) => startMs(b) - startMs(a)),
    at: verdict.at ?? own.at,
    ...(problem && { problem }),
  };
}

/**
 * Backup items beside this one that a person could take for it: of the same VM or of one of its name. Beside one that
 * is backed up those that are not any more, and beside one that is not, those that are.
 */
export async function namesakesOf(
  item: ProtectedItem,
  { ask, services }: { ask: Ask; services: Services },
): Promise<readonly ProtectedItem[]> {
  const isActive = inactiveOf(item) === null;
  return (await visibleItems(ask, services)).filter(
    (other) =>
      !sameId(other.id, item.id) &&
      (isSameVm(other, item) || sameId(other.vm.name, item.vm.name)) &&
      (inactiveOf(other) === null) !== isActive,
  );
}
