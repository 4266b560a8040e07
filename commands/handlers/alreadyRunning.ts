import { message, type MessageView } from '../../protocol/messageView';
import { isJobOf } from '../../services/backup/ids';
import { isActive } from '../../services/backup/phase';
import type { Job, ProtectedItem } from '../../services/backup/types';
import type { AzureError } from '../../services/backup/vaults';
import { activeJobsOf } from '../../services/backup/verdict';
import type { Ask } from '../../services/conversations/ask';
import { attempt, isRead } from '../../views/attempt';
import { readJobDetails } from '../../views/jobDetails';
import { jobWindowOf } from '../../views/jobWindows';
import type { Services } from '../../views/services';
import { buttonFor } from '../button';

/** Whether a backup of one item runs. */
interface RunningCheck {
  readonly item: ProtectedItem;
  /** A backup that runs, or one that this bot requested and Azure does not list yet. Null if none is known. */
  readonly running: { readonly jobId: string | null } | null;
  /** The jobs of the item that were read. */
  readonly knownJobs: readonly Job[];
}

export async function findRunningBackup(item: ProtectedItem, services: Services): Promise<RunningCheck> {
  const unnamed = await services.triggers.newest(item);
  if (unnamed?.jobId === null) return { item, running: unnamed, knownJobs: [] };
  const list = await attempt(services.vaults.jobs(item.ref.vault, jobWindowOf('today', services.clock)));
  const rows = isRead(list) ? list.value.filter((job) => isJobOf(job, item)) : [];
  // A list may show an ended job as active. The job's own read decides, so that an ended job blocks no backup.
  const { jobs: knownJobs } = await readJobDetails(rows, activeJobsOf(item, rows), services);
  const active = knownJobs.find((job) => isActive(job) && /^backup$/i.test(job.operation));
  if (active) return { item, running: { jobId: active.id }, knownJobs };
  const pending = await services.triggers.pending(item, knownJobs);
  return { item, running: pending.length > 0 ? await services.triggers.newest(item) : null, knownJobs };
}

/** Names a backup that runs under another item of the VM only to people who may see that item. */
export function alreadyRunningView(
  { vm, id }: ProtectedItem,
  { item: other, running }: Pick<RunningCheck, 'item' | 'running'>,
  ask: Ask,
): MessageView {
  const isOther = other.id !== id;
  const job = isOther && !ask.grant.may('viewer', other) ? null : (running?.jobId ?? null);
  const offer = job === null ? ({ kind: 'status', vm: id } as const) : ({ kind: 'job', id: job } as const);
  const rest = { tone: 'warning', offers: [buttonFor(offer, ask)] } as const;
  return isOther && job !== null
    ? message('alreadyRunningElsewhere', { ...rest, facts: { vm: vm.name, vault: other.ref.vault.name } })
    : message('alreadyRunning', { ...rest, facts: { vm: vm.name, job: job ?? '' } });
}

/** Azure does not say which operation holds the item, so the item's jobs are offered. */
export function itemBusyView({ vm, id }: ProtectedItem, azure: AzureError, ask: Ask): MessageView {
  const offers = [buttonFor({ kind: 'jobs', vm: id }, ask)];
  return message('itemBusy', { tone: 'warning', facts: { vm: vm.name }, offers, azure });
}
