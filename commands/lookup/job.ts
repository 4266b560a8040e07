import { isJobOf, sameId, sameVault, vaultsOf } from '../../services/backup/ids';
import type { Job, VaultRef } from '../../services/backup/types';
import { AzureError, type Reading, type Unread } from '../../services/backup/vaults';
import type { Ask } from '../../services/conversations/ask';
import type { FoundJob } from '../../services/onDemand/runningBackup';
import { attempt, isRead } from '../../views/attempt';
import { jobWindowOf, WINDOWS_MS } from '../../views/jobWindows';
import type { Services } from '../../views/services';
import { refusing } from '../audited';
import type { CommandContext } from '../handler';
import { administersVault, maySeeVault, NotFoundWithUnread, unreadFor, unreadForJobs } from './unread';

/**
 * Maximum number of vaults whose job lists are searched, and of vaults that are then asked for the job. Azure limits
 * both reads.
 */
const LISTS_MAX = 20;
const VAULTS_MAX = 5;

/**
 * Finds a job by its id, in the vaults whose items the asker may see. The store knows the vault of a monitored job.
 * Other jobs are searched first in the vaults' lists, then in one vault after the other. Also rejects with AzureError
 * `notFound` if the asker may not see the job's VM, so that the answer does not reveal it. A null `item` means that the
 * VM is gone, and that the asker administers every VM of its vault.
 */
export async function findJob(id: string, ask: Ask, services: Services): Promise<FoundJob> {
  const { items } = (await services.vaults.inventory()).value;
  const visible = items.filter((item) => ask.grant.may('viewer', item));
  const vaults = vaultsOf(visible);
  const vault = (await services.triggers.vaultOf(id, vaults)) ?? (await vaultOfJob(id, vaults, services));
  const reading = vault
    ? await services.vaults.job(vault, id)
    : await askEachVault(id, [...vaults, ...withoutVms(vaults, ask, services)], { ask, services });
  const item = items.find((candidate) => isJobOf(reading.value, candidate)) ?? null;
  // Rules check the names of a VM and its vault, which are the same for all items that the job may belong to.
  const maySee = item ? ask.grant.may('viewer', item) : administersVault(reading.value.vault, ask);
  if (!maySee) throw refusing(notFound(id, unreadFor(ask, services)), item, 'hidden');
  return { reading, item };
}

async function vaultOfJob(id: string, vaults: readonly VaultRef[], services: Services): Promise<VaultRef | null> {
  // Any cached list will do, because a job's vault never changes.
  const window = jobWindowOf('lastDays', services.clock);
  const options = { maxAgeMs: WINDOWS_MS.lastDays };
  const lists = await Promise.all(
    vaults.slice(0, LISTS_MAX).map((vault) => attempt(services.vaults.jobs(vault, window, options))),
  );
  const index = lists.findIndex(
    (list) => !(list instanceof AzureError) && list.value.some((job) => sameId(job.id, id)),
  );
  return vaults[index] ?? null;
}

/** Vaults without VMs, if the asker may see all of each: they hold jobs of former VMs and of databases. */
function withoutVms(others: readonly VaultRef[], ask: Ask, services: Services): readonly VaultRef[] {
  const all = services.vaults.known()?.value.vaults ?? [];
  return all.filter((vault) => maySeeVault(vault, ask) && !others.some((other) => sameVault(other, vault)));
}

/**
 * Asks one vault after the other; a failing vault hides no job of the others. A job without a VM is shown only to
 * people who may see everything.
 */
async function askEachVault(
  id: string,
  vaults: readonly VaultRef[],
  { ask, services }: CommandContext,
): Promise<Reading<Job>> {
  const asked = vaults.slice(0, VAULTS_MAX);
  const failed: VaultRef[] = [];
  let problem: AzureError | null = null;
  for (const vault of asked) {
    const read = await attempt(services.vaults.job(vault, id));
    if (isRead(read)) return read;
    if (read.problem.kind === 'notOfVm' && maySeeVault(vault, ask)) throw read;
    if (read.problem.kind === 'notFound' || read.problem.kind === 'notOfVm') continue;
    failed.push(vault);
    problem ??= read;
  }
  const skipped = vaults.slice(VAULTS_MAX);
  if (problem && failed.length === vaults.length) throw problem;
  throw notFound(id, unreadForJobs(unreadFor(ask, services), { failed, skipped, limit: VAULTS_MAX }));
}

function notFound(id: string, unread: Unread | null): AzureError | NotFoundWithUnread {
  return unread
    ? new NotFoundWithUnread('unknownJobUnread', id, unread)
    : new AzureError({ kind: 'notFound', what: 'job' });
}
