import { asOf } from '../../protocol/asOf';
import { idKey, vaultKey, vaultsOf } from '../../services/backup/ids';
import { lastResultOf } from '../../services/backup/lastResult';
import type { Job, ProtectedItem, VaultRef } from '../../services/backup/types';
import { DAY_MS } from '../../services/platform/durations';
import type { Services } from '../../views/services';
import { type Handler, outcome } from '../handler';
import { unreadFor } from '../lookup/unread';

/** The cached job lists to look up: the widest window and the newest. Lists older than a day are ignored. */
const WINDOWS_MS = [3 * DAY_MS, DAY_MS];

/**
 * Lists the protected VMs that the asker may see, without soft-deleted ones. It reads no jobs, because Azure limits
 * those reads. Last results come from the items and from cached job lists.
 */
export const vms: Handler<'vms'> = async ({ text }, { ask, services }) => {
  const inventory = await services.vaults.inventory();
  const wanted = idKey(text ?? '');
  const items = inventory.value.items
    .filter((item) => !item.softDeleted && ask.grant.may('viewer', item))
    .filter(({ vm, ref }) => [vm.name, vm.resourceGroup, ref.vault.name].some((name) => idKey(name).includes(wanted)))
    .sort((a, b) => a.vm.name.localeCompare(b.vm.name) || a.vm.resourceGroup.localeCompare(b.vm.resourceGroup));
  const known = knownJobs(vaultsOf(items), services);
  return outcome({
    kind: 'vms',
    text: text ?? null,
    rows: items.map((item) => ({
      item,
      lastJob: lastResultOf(item, known.of(item))?.job ?? null,
      consistency: services.consistencyCache.of(item),
    })),
    jobsAt: known.at,
    unread: unreadFor(ask, services),
    ...asOf(inventory),
  });
};

interface KnownJobs {
  /** When the oldest among the vaults' newest lists was read; null if none is known. */
  readonly at: Date | null;
  of(item: ProtectedItem): readonly Job[];
}

/** Indexes jobs by vault and VM: thousands of items look up thousands of jobs. */
function knownJobs(vaults: readonly VaultRef[], { lastRead, clock }: Services): KnownJobs {
  const nowMs = clock.now().getTime();
  const jobs = new Map<string, Job[]>();
  const times: number[] = [];
  for (const vault of vaults) {
    const lists = WINDOWS_MS.flatMap(
      (ms) => lastRead.jobs(vault, { since: new Date(nowMs - ms) }, nowMs - DAY_MS) ?? [],
    );
    if (lists.length > 0) times.push(Math.max(...lists.map((list) => list.at.getTime())));
    for (const job of lists.flatMap((list) => list.value)) {
      const key = keyOf(job.vault, job.vmName);
      const others = jobs.get(key);
      if (others) others.push(job);
      else jobs.set(key, [job]);
    }
  }
  return {
    at: times.length === 0 ? null : new Date(Math.min(...times)),
    of: ({ ref, vm }) => jobs.get(keyOf(ref.vault, vm.name)) ?? [],
  };
}

function keyOf(vault: VaultRef, vmName: string): string {
  return `${vaultKey(vault)}/${idKey(vmName)}`;
}
