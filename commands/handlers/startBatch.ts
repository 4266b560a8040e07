import type { BatchedVm, BatchView, UnstartedVm } from '../../protocol/batchView';
import type { StartedView } from '../../protocol/jobViews';
import type { View } from '../../protocol/view';
import type { ProtectedItem } from '../../services/backup/types';
import { DatabaseError } from '../../services/platform/errors';
import { readNotStarted } from '../../views/notStarted';
import { auditRefusal } from '../audited';
import { failureView } from '../failure';
import { requireRole } from '../lookup/vm';
import { type StartContext, startVmBackup } from './startVmBackup';

/** Maximum number of triggers that are sent to Azure at the same time. */
const AT_ONCE = 4;

type NotStarted = Pick<UnstartedVm, 'item' | 'view'>;

/**
 * Starts the backups that a person confirmed; a single one has its own card. Each VM's role is checked again, because
 * it may have changed since the question.
 */
export async function startBatch(
  items: readonly ProtectedItem[],
  retainUntil: Date,
  context: StartContext,
): Promise<View> {
  const [only, ...more] = items;
  if (only && more.length === 0) return startOne(only, retainUntil, context);
  let isTold = true;
  const started: (BatchedVm | StartedView)[] = [];
  const failed: NotStarted[] = [];
  const start = async (item: ProtectedItem): Promise<void> => {
    const view = await startOne(item, retainUntil, { ...context, batch: items });
    if (view.kind === 'message') return void failed.push({ item, view });
    isTold &&= !!view.told;
    // This turn already began a job before a crash.
    started.push(view.kind === 'started' ? view : { item, jobId: view.job.id, job: view.job });
  };
  for (let first = 0; first < items.length; first += AT_ONCE)
    await Promise.all(items.slice(first, first + AT_ONCE).map(start));
  return {
    kind: 'batch',
    started,
    failed: await saveFailed(items, failed, context),
    isTold,
    retainUntil,
    askedBy: context.ask.person.name,
    at: context.services.clock.now(),
  };
}

async function startOne(
  item: ProtectedItem,
  retainUntil: Date,
  context: StartContext,
): ReturnType<typeof startVmBackup> {
  try {
    requireRole('operator', item, context.ask);
    return await startVmBackup(item, retainUntil, context);
  } catch (error) {
    await auditRefusal(error, { kind: 'backupNow', vms: [item.vm.name] }, context);
    return failureView(error, context.ask, context.services);
  }
}

/** If the store fails, the card gives the reason for each, but does not follow the backup that runs instead. */
async function saveFailed(
  items: readonly ProtectedItem[],
  failed: readonly NotStarted[],
  { ask, services }: StartContext,
): Promise<BatchView['failed']> {
  try {
    return await readNotStarted({ items, failed }, ask, services);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    services.log.error({ err: error }, 'which backups were not started could not be written down');
    return failed;
  }
}
